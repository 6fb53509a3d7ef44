//! Blurs, edge-preserving filters, clustering, cloning.

use weft_kernels::bilateral::{Bilateral, bilateral};
use weft_kernels::box_blur::{BoxBlur, box_blur};
use weft_kernels::domain_transform::{DomainFilter, DomainTransform, domain_transform};
use weft_kernels::gaussian::{Gaussian, gaussian};
use weft_kernels::guided::{Guided, guided};
use weft_kernels::kmeans::{Effort, Kmeans, Start, kmeans};
use weft_kernels::median::median;
use weft_kernels::plane::{views, views_mut};
use weft_kernels::seamless_clone::{SeamlessClone, seamless_clone};
use weft_kernels::stylise::{Pencil, pencil_in_colour, stylise};
use weft_kernels::{Plane, PlaneMut, PlaneRef};

use crate::cases::{Case, blank, case, picture};

/// A filter of all three planes.
fn filter(name: &'static str, work: impl Fn(&[PlaneRef<'_>], &mut [PlaneMut<'_>]) + Copy + Send + 'static) -> Case {
    case(name, move |size| {
        let (source, mut out) = (picture(size, size), blank(size, size));
        move || work(&views(&source), &mut views_mut(&mut out))
    })
}

/// What `cv2.stylization` takes by default.
const PAINTED: DomainTransform =
    DomainTransform { sigma_space_px: 60.0, sigma_range: 0.45, filter: DomainFilter::Normalised };

const NEVER: &str = "nobody cancels";

pub(crate) fn cases() -> Vec<Case> {
    let nearer = |source: &[PlaneRef<'_>], out: &mut [PlaneMut<'_>], filter: DomainFilter| {
        let options = DomainTransform { filter, ..DomainTransform::default() };
        domain_transform(source, out, &options, None).expect(NEVER);
    };
    vec![
        filter("Gaussian sigma 5", |source, out| {
            gaussian(source, out, &Gaussian { sigma_px: 5.0, ..Gaussian::default() }, None).expect(NEVER);
        }),
        filter("Gaussian sigma 1", |source, out| {
            gaussian(source, out, &Gaussian { sigma_px: 1.0, ..Gaussian::default() }, None).expect(NEVER);
        }),
        filter("box radius 8", |source, out| {
            box_blur(source, out, &BoxBlur { radius_px: 8, ..BoxBlur::default() }, None).expect(NEVER);
        }),
        filter("bilateral d 9", |source, out| {
            let options = Bilateral { diameter_px: 9, sigma_colour: 0.1, sigma_space_px: 3.0, ..Bilateral::default() };
            bilateral(source, out, &options, None).expect(NEVER);
        }),
        filter("median 5", |source, out| median(source, out, 2, None).expect(NEVER)),
        filter("median 3", |source, out| median(source, out, 1, None).expect(NEVER)),
        filter("stylization", |source, out| stylise(source, out, &PAINTED, None).expect(NEVER)),
        filter("pencil sketch", |source, out| {
            pencil_in_colour(source, out, &Pencil::default(), None).expect(NEVER);
        }),
        filter("guided radius 8, grey", |source, out| {
            guided(&source[1..2], &source[..1], &mut out[..1], &Guided::default(), None).expect(NEVER);
        }),
        filter("guided radius 8, colour", |source, out| {
            guided(source, source, out, &Guided::default(), None).expect(NEVER);
        }),
        filter("edge preserving, recursive", move |source, out| nearer(source, out, DomainFilter::Recursive)),
        filter("edge preserving, normalised", move |source, out| nearer(source, out, DomainFilter::Normalised)),
        case("k-means 16", move |size| clusters(size, Effort::Exact)),
        case("k-means 16, histogram", move |size| clusters(size, Effort::Histogram)),
        case("seamless clone 512", |size| {
            let (source, target, mut out) = (picture(512, 512), picture(size, size), blank(size, size));
            let mask = Plane::filled(512, 512, 1.0);
            let centre = (size as isize / 2, size as isize / 2);
            move || {
                let options = SeamlessClone { centre, ..SeamlessClone::default() };
                let (source, target) = (views(&source), views(&target));
                seamless_clone(&source, mask.view(), &target, &mut views_mut(&mut out), &options, None).expect(NEVER);
            }
        }),
    ]
}

/// Ten rounds from labels by the first plane, which the peer is given as well; no cluster falls empty.
fn clusters(size: usize, effort: Effort) -> impl FnMut() + Send {
    let source = picture(size, size);
    let labels: Vec<u8> = source[0].rows().flatten().map(|value| ((value * 16.0) as u8).min(15)).collect();
    move || {
        let options = Kmeans { clusters: 16, start: Start::Labels(&labels), rounds_max: 11, shift_max: 0.0, effort };
        kmeans(&views(&source), &options, None).expect(NEVER);
    }
}
