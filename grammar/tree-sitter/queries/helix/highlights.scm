; Generated from grammar/names.toml by `python grammar/generate.py`.

(title) @markup.heading.1

(heading) @markup.heading.2

(publisher) @string.special

(link) @markup.link

[
  (slug)
  (anchor)
] @markup.link.url

(label) @markup.link.text

(entity) @markup.bold

(escape) @constant.character.escape

[
  (title_marker)
  (heading_marker)
] @markup.heading.marker

(item_marker) @markup.list.unnumbered

[
  "[["
  "]]"
] @punctuation.bracket

[
  "#"
  "|"
  "**"
] @punctuation.delimiter

[
  (unclosed_link)
  (link_across_lines)
  (stray_close)
  (empty_slug)
  (empty_section)
  (empty_label)
  (marks_in_label)
  (link_in_entity)
  (unclosed_entity)
  (empty_entity)
  (spaced_entity)
  (star_run)
] @error
