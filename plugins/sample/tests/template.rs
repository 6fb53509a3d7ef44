//! What a template promises: the same bits for any number of threads, a slot that fits its mask, and no panic.
#![expect(clippy::unwrap_used, reason = "a test may end by panicking")]

use rayon::ThreadPoolBuilder;
use sample_plugin::{Mood, Picture, Story, Template, TemplateSettings, template};

const STORIES: [Story; 5] = [Story::Astronaut, Story::Knight, Story::Wizard, Story::Pirate, Story::Forest];

fn small(story: Story, seed: u64) -> TemplateSettings {
    TemplateSettings { story, seed, mood: Mood::Auto, width: 120, height: 120 }
}

fn drawn_by(threads: usize, settings: &TemplateSettings) -> Template {
    ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| drawn(settings))
}

fn drawn(settings: &TemplateSettings) -> Template {
    template(settings, None).unwrap()
}

fn at(mask: &Picture, [x, y]: [f32; 2]) -> f32 {
    mask.planes[0][y as usize * mask.width + x as usize]
}

#[test]
fn one_thread_and_eight_draw_the_same_bits() {
    for story in STORIES {
        let settings = small(story, 4);
        assert_eq!(drawn_by(1, &settings), drawn_by(8, &settings), "{story:?}");
    }
}

#[test]
fn seeds_moods_and_stories_all_change_the_picture() {
    let plain = drawn(&small(Story::Knight, 1));
    let changed = [
        small(Story::Knight, 2),
        small(Story::Pirate, 1),
        TemplateSettings { mood: Mood::Night, ..small(Story::Knight, 1) },
        TemplateSettings { mood: Mood::Candy, ..small(Story::Knight, 1) },
    ];
    for settings in changed {
        assert_ne!(plain.image, drawn(&settings).image, "{settings:?}");
    }
}

#[test]
fn the_points_of_the_slot_lie_in_it_and_in_the_mask() {
    for story in STORIES {
        for (seed, width, height) in [(1, 120, 120), (2, 260, 100), (3, 100, 260)] {
            let drawn = drawn(&TemplateSettings { width, height, ..small(story, seed) });
            let slot = &drawn.slot;
            for point in slot.points5 {
                assert!(slot.contains(point), "{story:?}: {point:?} is outside of {slot:?}");
                assert_eq!(at(&drawn.mask, point), 1.0, "{story:?}: {point:?} is covered");
            }
            let [left, top, wide, high] = slot.rectangle;
            assert!(left >= 0.0 && top >= 0.0 && left + wide <= width as f32 && top + high <= height as f32);
            let [[ax, ay], [bx, by], nose, [cx, cy], [dx, dy]] = slot.points5;
            assert!(ax < bx && cx < dx && nose[1] > ay.max(by) && nose[1] < cy.min(dy));
        }
    }
}

#[test]
fn the_mask_is_the_part_of_the_oval_that_nothing_covers() {
    for story in STORIES {
        let drawn = drawn(&TemplateSettings { width: 200, height: 200, ..small(story, 6) });
        let (slot, mask) = (&drawn.slot, &drawn.mask);
        let mut seen = 0.0;
        for y in 0..200 {
            for x in 0..200 {
                let covered = mask.planes[0][y * 200 + x];
                let place = [x as f32 + 0.5, y as f32 + 0.5];
                let [dx, dy] = [place[0] - slot.centre[0], place[1] - slot.centre[1]];
                let far = (dx * dx + dy * dy).sqrt() > slot.radii[1] + 1.0;
                assert!((0.0..=1.0).contains(&covered));
                assert!(!far || covered == 0.0, "{story:?}: the mask reaches {place:?}");
                seen += covered;
            }
        }
        let oval = std::f32::consts::PI * slot.radii[0] * slot.radii[1];
        assert!(seen > 0.7 * oval && seen < 1.01 * oval, "{story:?}: {seen} of {oval} pixels are free");
    }
}

#[test]
fn the_slot_grows_with_the_picture() {
    let (small, large) = (
        drawn(&small(Story::Wizard, 3)),
        drawn(&TemplateSettings { width: 240, height: 240, ..small(Story::Wizard, 3) }),
    );
    for (a, b) in small.slot.points5.iter().flatten().zip(large.slot.points5.iter().flatten()) {
        assert!((2.0 * a - b).abs() < 1e-3);
    }
    assert_eq!(small.slot.rotation, large.slot.rotation);
}

#[test]
fn extreme_sizes_do_not_panic() {
    for story in STORIES {
        for (width, height) in [(1, 1), (0, 0), (1, 200), (4096, 3), (3, 600)] {
            let drawn = drawn(&TemplateSettings { width, height, ..small(story, u64::MAX) });
            assert_eq!((drawn.image.width, drawn.image.height), (width.max(1), height.max(1)));
            let values = drawn.image.planes.iter().chain(&drawn.mask.planes).flatten();
            assert!(values.into_iter().all(|value| (0.0..=1.0).contains(value)));
        }
    }
}
