//! Against `kmeans.py`.

use weft_kernels::Plane;
use weft_kernels::bands::with_threads;
use weft_kernels::kmeans::{Clusters, Effort, Kmeans, Start, kmeans, paint, quantise};
use weft_kernels::plane::{views, views_mut};
use weft_kernels::simd::{Level, limit};

use crate::answers::{Answers, png};
use crate::pictures::{astronaut, mixed};

/// The same clusters, whatever threads and instructions find them.
fn clusters_of(source: &[Plane], options: &Kmeans<'_>) -> Clusters {
    let all: Vec<_> = [Level::Baseline, Level::V3, Level::V4]
        .into_iter()
        .flat_map(|level| [1, 8].map(|threads| (level, threads)))
        .map(|(level, threads)| {
            limit(level);
            with_threads(threads, || kmeans(&views(source), options, None).unwrap()).unwrap()
        })
        .collect();
    assert!(all.iter().all(|clusters| *clusters == all[0]), "threads or instructions change the clusters");
    all.into_iter().next().unwrap()
}

/// Equal shares of the pixels, dark to bright.
fn rank_labels(source: &[Plane], clusters: usize) -> Vec<u8> {
    let level = |plane: &Plane, i: usize| (plane.row(i / plane.width())[i % plane.width()] * 255.0).round() as i64;
    let count = source[0].width() * source[0].height();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&i| source.iter().map(|plane| level(plane, i)).sum::<i64>());
    let mut labels = vec![0; count];
    for (rank, i) in order.into_iter().enumerate() {
        labels[i] = (rank * clusters / count) as u8;
    }
    labels
}

#[test]
fn clusters_from_labels_are_those_of_opencv() {
    let photo = astronaut();
    let mut answers = Answers::open("kmeans");
    for (case, (clusters, rounds_max, shift)) in
        [(8, 20, 1.0), (8, 20, 0.001), (16, 5, 0.0), (3, 2, 0.0)].into_iter().enumerate()
    {
        let labels = rank_labels(&photo, clusters);
        let start = Start::Labels(&labels);
        let options = Kmeans { clusters, start, rounds_max, shift_max: shift / 255.0, effort: Effort::Exact };
        let found = clusters_of(&photo, &options);
        let compactness = answers.take(1)[0];
        assert!((found.compactness / compactness - 1.0).abs() < 1e-5, "{} and not {compactness}", found.compactness);
        for centre in &found.centres {
            for (&have, &want) in centre.iter().zip(answers.take(3)) {
                assert!((f64::from(have) - want).abs() < 4e-6, "case {case}: {have} and not {want}");
            }
        }
        let want = &png(&format!("kmeans_labels_{}", case + 1))[0];
        let differ =
            want.rows().flatten().zip(&found.labels).filter(|&(want, &label)| want * 255.0 != f32::from(label));
        assert_eq!(differ.count(), 0, "labels of case {case}");
    }
    for clusters in [5, 8, 12] {
        let theirs = answers.take(1)[0];
        for effort in [Effort::Exact, Effort::Histogram] {
            let options = Kmeans { clusters, effort, ..Kmeans::default() };
            let ours = clusters_of(&photo, &options).compactness;
            assert!(ours <= 1.02 * theirs, "{clusters} clusters, {effort:?}: {ours}, OpenCV {theirs}");
        }
    }
    answers.end();
}

#[test]
fn compactness_is_the_sum_of_squared_distances() {
    let photo = astronaut();
    let found = clusters_of(&photo, &Kmeans { clusters: 6, ..Kmeans::default() });
    let mut painted = vec![Plane::new(64, 64); 3];
    paint(&found, &mut views_mut(&mut painted));
    let mut sum = 0.0;
    for (source, painted) in photo.iter().zip(&painted) {
        for (a, b) in source.rows().flatten().zip(painted.rows().flatten()) {
            sum += f64::from(a - b).powi(2);
        }
    }
    assert!((found.compactness / sum - 1.0).abs() < 1e-5, "{} and not {sum}", found.compactness);
}

#[test]
fn fewer_colours_than_clusters_leave_the_picture_as_it_is() {
    for (width, height) in [(1, 1), (2, 1), (17, 5)] {
        let source = vec![Plane::from_fn(width, height, |x, _| (x % 2) as f32)];
        for start in [Start::Random { seed: 3, attempts: 2 }, Start::Labels(&vec![0; width * height])] {
            let options = Kmeans { clusters: 5, start, ..Kmeans::default() };
            let mut out = vec![Plane::new(width, height)];
            quantise(&views(&source), &mut views_mut(&mut out), &options, None).unwrap();
            assert_eq!(out, source, "{width}×{height}");
        }
    }
}

#[test]
fn an_empty_cluster_takes_the_farthest_pixel_of_the_largest() {
    let source = [Plane::from_fn(4, 1, |x, _| [0.1, 0.2, 0.9, 0.15][x])];
    let options =
        Kmeans { clusters: 2, start: Start::Labels(&[0; 4]), rounds_max: 2, shift_max: 0.0, effort: Effort::Exact };
    let found = clusters_of(&source, &options);
    assert_eq!(found.labels, [0, 0, 1, 0]);
    assert!((found.centres[0][0] - 0.15).abs() < 1e-6 && (found.centres[1][0] - 0.9).abs() < 1e-6);
}

#[test]
fn a_pixel_that_is_no_number_counts_as_black() {
    let mut source = vec![mixed(50, 40); 4];
    source[3].row_mut(7)[9] = f32::NAN;
    source[0].row_mut(8)[9] = f32::INFINITY;
    let found = clusters_of(&source, &Kmeans { clusters: 4, ..Kmeans::default() });
    assert!(found.centres.iter().flatten().all(|value| value.is_finite()) && found.compactness.is_finite());
}
