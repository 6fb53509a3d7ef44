//! What a wheel or two fingers on a pad want, on the canvas as in the viewer: a wheel zooms, with Shift it pans across; fingers pan,
//! and zoom when pinched or with the command key.

use egui::{Event, MouseWheelSource, MouseWheelUnit, Ui, Vec2};

/// Since the last frame.
pub(crate) struct Turned {
    pub pan: Vec2,
    /// By which factor; none where nobody zooms.
    pub zoom: Option<f32>,
}

/// `step` is the factor of one notch.
pub(crate) fn turned(ui: &Ui, step: f32) -> Turned {
    let (wheel, pan, pinch) = ui.input(|input| {
        let (mut wheel, mut pan) = (0.0, Vec2::ZERO);
        for event in &input.events {
            let Event::MouseWheel { unit, delta, source, modifiers, .. } = event else { continue };
            let fingers = match source {
                MouseWheelSource::Trackpad | MouseWheelSource::Momentum => true,
                MouseWheelSource::Wheel => false,
                MouseWheelSource::Unknown => *unit == MouseWheelUnit::Point,
            };
            let lines = if *unit == MouseWheelUnit::Point { *delta / 50.0 } else { *delta };
            if fingers && !modifiers.command {
                pan += lines * 50.0;
            } else if modifiers.shift {
                pan.x += (lines.x + lines.y) * 48.0;
            } else {
                wheel += lines.y;
            }
        }
        (wheel, pan, input.zoom_delta())
    });
    let pinch = Some(pinch).filter(|pinch| (pinch - 1.0).abs() > 1e-4);
    let zoom = if wheel == 0.0 { pinch } else { Some(step.powf(wheel.clamp(-4.0, 4.0))) };
    Turned { pan, zoom }
}
