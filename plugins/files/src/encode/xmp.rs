//! The block of RDF that JPEG, WebP and TIFF have in common for what stands beside the pixels.

/// An XMP packet with the recipe as the text of `<weft:recipe>`, escaped as XML.
pub(super) fn packet(recipe: &str) -> String {
    let escaped = recipe.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:weft=\"urn:weft:1\">\
         <weft:recipe>{escaped}</weft:recipe>\
         </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_recipe_cannot_break_out_of_its_element() {
        let packet = super::packet("(weft: 1, title: \"a < b & c > d\")</weft:recipe>");
        assert!(
            packet.contains("<weft:recipe>(weft: 1, title: \"a &lt; b &amp; c &gt; d\")&lt;/weft:recipe&gt;</weft:")
        );
    }
}
