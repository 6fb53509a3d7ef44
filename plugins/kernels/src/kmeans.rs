//! K-means clustering of colours: which few colours stand best for a picture. Lloyd's rounds at the meaning of OpenCV.

mod assign;
mod histogram;
mod seeds;

pub use histogram::{BinSum, COLOUR_MAX, SIDE, STEPS};
pub use seeds::Grid;

use crate::bands::{Cancelled, Progress};
use crate::plane::{PlaneMut, PlaneRef, assert_like};

use assign::{Sum, Sums, assign, squared};

/// How to cluster.
#[derive(Clone, Copy, Debug)]
pub struct Kmeans<'a> {
    /// Number of colours, 1 to 256.
    pub clusters: usize,
    /// Where the rounds start.
    pub start: Start<'a>,
    /// Rounds at most, at least 2.
    pub rounds_max: usize,
    /// The rounds end when no centre has moved further than this.
    pub shift_max: f32,
    /// What the rounds look at.
    pub effort: Effort,
}

/// Where the rounds start.
#[derive(Clone, Copy, Debug)]
pub enum Start<'a> {
    /// A cluster for each pixel, row by row.
    Labels(&'a [u8]),
    /// A colour for each cluster.
    Centres(&'a [Colour]),
    /// The best of so many attempts with k-means++ on a part of the pixels.
    Random {
        /// The same seed gives the same clusters.
        seed: u64,
        /// How often to begin anew.
        attempts: usize,
    },
}

/// What the rounds look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effort {
    /// Every pixel.
    #[default]
    Exact,
    /// Bins of similar colours, for previews; the last labels are exact for the centres found. Needs three planes.
    Histogram,
    /// The same, but a bin counts by the square root of its pixels: what is small keeps its colour beside a large background.
    RareColours,
}

/// One value for each plane; the rest is 0.
pub type Colour = [f32; 4];

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clusters {
    /// The colour of each cluster.
    pub centres: Vec<Colour>,
    /// The cluster of each pixel, row by row.
    pub labels: Vec<u8>,
    /// Sum of the squared distances of all pixels from their centres.
    pub compactness: f64,
}

impl Default for Kmeans<'_> {
    fn default() -> Self {
        let start = Start::Random { seed: 0, attempts: 10 };
        Self { clusters: 8, start, rounds_max: 20, shift_max: 1.0 / 255.0, effort: Effort::Exact }
    }
}

/// Clusters the pixels of a picture. A value that is no number counts as 0.
///
/// # Panics
/// If there are no planes or more than four, planes of different size, clusters outside of 1 to 256, labels or centres
/// that do not fit, or a histogram of other than three planes.
pub fn kmeans(source: &[PlaneRef<'_>], options: &Kmeans<'_>, progress: Progress<'_>) -> Result<Clusters, Cancelled> {
    assert!((1..=4).contains(&source.len()), "a picture has one to four planes, not {}", source.len());
    let (width, height) = (source[0].width(), source[0].height());
    assert!(source.iter().all(|plane| (plane.width(), plane.height()) == (width, height)), "planes of different size");
    assert!((1..=256).contains(&options.clusters), "1 to 256 clusters, not {}", options.clusters);
    let report = |part: f64| progress.map_or(Ok(()), |report| report(part));
    let mut clusters = Clusters { labels: vec![0; width * height], ..Clusters::default() };
    let by_bins = options.effort != Effort::Exact;
    assert!(!by_bins || source.len() == 3, "a histogram has three planes");
    let bins = if by_bins { histogram::bins(&histogram::sums(source), options.effort) } else { Vec::new() };
    clusters.centres = match options.start {
        Start::Labels(labels) => {
            assert_eq!(labels.len(), width * height, "a label for each pixel");
            assert!(labels.iter().all(|&label| usize::from(label) < options.clusters), "a label without a cluster");
            clusters.labels.copy_from_slice(labels);
            Vec::new()
        }
        Start::Centres(centres) => {
            assert_eq!(centres.len(), options.clusters, "a centre for each cluster");
            centres.to_vec()
        }
        Start::Random { seed, attempts } => random_start(&seeds::samples(source), &bins, options, (seed, attempts)),
    };
    let rounds_max = options.rounds_max.max(2);
    if by_bins {
        if clusters.centres.is_empty() {
            let sums = assign(source, &[], options.clusters, &mut clusters.labels);
            clusters.centres = sums.clusters.iter().map(Sum::mean).collect();
        }
        clusters.centres = rounds_on_bins(&bins, clusters.centres, options, progress)?;
        clusters.compactness = assign(source, &clusters.centres, options.clusters, &mut clusters.labels).compactness;
        return Ok(clusters);
    }
    // Given centres label the pixels first, given labels make the centres first, as in OpenCV.
    let mut round = usize::from(!clusters.centres.is_empty());
    loop {
        report(round as f64 / rounds_max as f64)?;
        let mut sums = assign(source, &clusters.centres, options.clusters, &mut clusters.labels);
        let before = std::mem::take(&mut clusters.centres);
        fill_empty_clusters(source, &mut clusters.labels, &before, &mut sums);
        let old = |cluster: usize| before.get(cluster).copied().unwrap_or_default();
        let centre = |(cluster, sum): (usize, &Sum)| if sum.count > 0 { sum.mean() } else { old(cluster) };
        clusters.centres = sums.clusters.iter().enumerate().map(centre).collect();
        round += 1;
        let shift = |(a, b)| squared(a, b);
        let shift = before.iter().zip(&clusters.centres).map(shift).fold(0.0, f32::max).sqrt();
        if round >= rounds_max || !before.is_empty() && shift <= options.shift_max {
            // The labels stay those of the centres before, so that no cluster falls empty. A mean is nearer than any
            // other point to its pixels, by the square of the distance between the two.
            let nearer = |(index, sum): (usize, &Sum)| {
                sum.count as f64 * f64::from(squared(&old(index), &clusters.centres[index]))
            };
            clusters.compactness = sums.compactness - sums.clusters.iter().enumerate().map(nearer).sum::<f64>();
            return Ok(clusters);
        }
    }
}

/// The colours alone, without a look at each pixel: those that `kmeans` labels by, if its effort is not exact.
///
/// # Panics
/// As `kmeans`, and if the effort is exact or the start are labels.
pub fn few_colours(
    source: &[PlaneRef<'_>],
    options: &Kmeans<'_>,
    progress: Progress<'_>,
) -> Result<Vec<Colour>, Cancelled> {
    assert!(source.len() == 3 && (1..=256).contains(&options.clusters), "three planes and 1 to 256 clusters");
    few_colours_of(&histogram::sums(source), &seeds::samples(source), options, progress)
}

/// The same from what was added up elsewhere: `sums` of all bins, and the colours of the pixels on the `Grid`.
///
/// # Panics
/// As `few_colours`.
pub fn few_colours_of(
    sums: &[BinSum],
    samples: &[Colour],
    options: &Kmeans<'_>,
    progress: Progress<'_>,
) -> Result<Vec<Colour>, Cancelled> {
    assert!(options.effort != Effort::Exact, "the exact rounds look at each pixel");
    let bins = histogram::bins(sums, options.effort);
    let centres = match options.start {
        Start::Labels(_) => panic!("labels belong to pixels"),
        Start::Centres(centres) => centres.to_vec(),
        Start::Random { seed, attempts } => random_start(samples, &bins, options, (seed, attempts)),
    };
    rounds_on_bins(&bins, centres, options, progress)
}

fn random_start(
    samples: &[Colour],
    bins: &[histogram::Bin],
    options: &Kmeans<'_>,
    (seed, attempts): (u64, usize),
) -> Vec<Colour> {
    let rare = (options.effort == Effort::RareColours).then(|| histogram::colours(bins));
    seeds::best_of(rare.as_deref().unwrap_or(samples), options.clusters, seed, attempts.clamp(1, 100))
}

fn rounds_on_bins(
    bins: &[histogram::Bin],
    mut centres: Vec<Colour>,
    options: &Kmeans<'_>,
    progress: Progress<'_>,
) -> Result<Vec<Colour>, Cancelled> {
    let rounds_max = options.rounds_max.max(2);
    for round in 1..rounds_max {
        progress.map_or(Ok(()), |report| report(round as f64 / rounds_max as f64))?;
        if histogram::round(bins, &mut centres) <= options.shift_max {
            break;
        }
    }
    Ok(centres)
}

/// An empty cluster takes the farthest pixel of the largest.
fn fill_empty_clusters(source: &[PlaneRef<'_>], labels: &mut [u8], centres: &[Colour], sums: &mut Sums) {
    for empty in 0..sums.clusters.len() {
        let largest = (0..sums.clusters.len()).rev().max_by_key(|&cluster| sums.clusters[cluster].count).unwrap_or(0);
        // With fewer colours than clusters some stay empty and keep their centre.
        if sums.clusters[empty].count > 0 || sums.clusters[largest].count < 2 {
            continue;
        }
        let (index, colour) = assign::farthest(source, labels, largest as u8, &sums.clusters[largest].mean());
        labels[index] = empty as u8;
        sums.clusters[largest].remove(&colour);
        sums.clusters[empty].add(&colour);
        if !centres.is_empty() {
            sums.compactness += f64::from(squared(&colour, &centres[empty]) - squared(&colour, &centres[largest]));
        }
    }
}

/// Paints each pixel in the colour of its cluster.
///
/// # Panics
/// If the output has another size than the labels.
pub fn paint(clusters: &Clusters, out: &mut [PlaneMut<'_>]) {
    for (plane, out) in out.iter_mut().enumerate() {
        assert_eq!(out.width() * out.height(), clusters.labels.len(), "a label for each pixel");
        let width = out.width();
        for (row, labels) in out.rows_mut().zip(clusters.labels.chunks(width)) {
            for (pixel, &label) in row.iter_mut().zip(labels) {
                *pixel = clusters.centres[usize::from(label)][plane];
            }
        }
    }
}

/// Replaces each colour by the nearest of a few.
///
/// # Panics
/// As `kmeans`, and if source and output differ in number or size.
pub fn quantise(
    source: &[PlaneRef<'_>],
    out: &mut [PlaneMut<'_>],
    options: &Kmeans<'_>,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    assert_like(source, out);
    paint(&kmeans(source, options, progress)?, out);
    Ok(())
}
