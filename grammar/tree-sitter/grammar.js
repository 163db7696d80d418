/**
 * @file The markup of Slugline: articles of a title, a lead and sections, with links and entities.
 * @license MIT
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

// What a line is, and where a mark in it closes, is decided by what follows: src/scanner.c looks
// ahead, and hands out a token of its own for each case. So every text is an article.

export default grammar({
  name: "slugline",

  extras: (_) => [],

  // The order is that of the scanner's `enum Token`.
  externals: ($) => [
    $._blank_lines,
    $._line_end,
    $._title_marker,
    $._item_marker,
    $._heading_marker,
    $._attributing_heading_marker,
    $._heading_start,
    $._attributing_heading_start,
    $._attribution_start,
    $._paragraph_start,
    $._plain_text,
    $._wording,
    $._text,
    $.escape,
    $._link_start,
    $._marked_link_start,
    $._empty_link_start,
    $._slug_text,
    $._anchor_text,
    $._label_text,
    $._entity_start,
    $._false_entity_start,
    $._stars,
    $._false_mark,
  ],

  rules: {
    article: ($) =>
      seq(
        optional($._blank_lines),
        optional(seq($.title, $._line_end)),
        repeat(seq($.item, $._line_end)),
        optional(seq($.lead, $._line_end, optional($._blocks))),
        repeat($.section),
        // An article has one attribution, the first.
        optional(seq(alias($._attributed_section, $.section), repeat($.section))),
      ),

    title: ($) =>
      seq(optional(alias($._title_marker, $.marker)), field("text", alias($._plain_text, $.text))),

    section: ($) =>
      seq(
        choice($.heading, alias($._attributing_heading, $.heading)),
        $._line_end,
        optional($._blocks),
      ),

    _attributed_section: ($) =>
      seq(
        alias($._attributing_heading, $.heading),
        $._line_end,
        optional($._blocks),
        alias($._attributed_paragraph, $.paragraph),
        $._line_end,
        optional($._blocks),
      ),

    heading: ($) =>
      seq(
        choice(alias($._heading_marker, $.marker), $._heading_start),
        field("name", alias($._plain_text, $.name)),
      ),

    _attributing_heading: ($) =>
      seq(
        choice(alias($._attributing_heading_marker, $.marker), $._attributing_heading_start),
        field("name", alias($._plain_text, $.name)),
      ),

    _blocks: ($) => repeat1(seq(choice($.item, $.paragraph), $._line_end)),

    item: ($) => seq(alias($._item_marker, $.marker), $._marked_text),

    lead: ($) => seq($._paragraph_start, $._marked_text),

    paragraph: ($) => seq($._paragraph_start, $._marked_text),

    _attributed_paragraph: ($) => seq($._attribution_start, $.attribution),

    attribution: ($) => seq($._wording, field("publisher", $.publisher)),

    publisher: ($) => $._marked_text,

    _marked_text: ($) => repeat1(choice($._text, $.escape, $.link, $.entity, $.problem)),

    link: ($) =>
      choice(
        seq(
          alias($._link_start, "[["),
          $._target,
          optional(seq("|", field("label", $.label))),
          "]]",
        ),
        seq(
          alias($._marked_link_start, "[["),
          $._target,
          "|",
          field("label", alias($._marked_label, $.label)),
          "]]",
        ),
      ),

    _target: ($) =>
      choice(
        field("slug", $.slug),
        seq(optional(field("slug", $.slug)), "#", field("section", $.anchor)),
      ),

    slug: ($) => repeat1(choice($._slug_text, $.escape)),

    anchor: ($) => repeat1(choice($._anchor_text, $.escape)),

    label: ($) => repeat1(choice($._label_text, $.escape)),

    _marked_label: ($) => alias($.label, $.problem),

    entity: ($) =>
      seq(
        alias($._entity_start, "**"),
        field("text", $.text),
        alias($._stars, "**"),
      ),

    text: ($) =>
      repeat1(choice($._text, $.escape, alias($._problem_with_links, $.problem))),

    // What looks like a mark and is none: it is text.
    problem: ($) =>
      choice(
        $._problem_with_links,
        seq(
          $._false_entity_start,
          repeat1(
            choice($._text, $.escape, $.link, alias($._problem_with_links, $.problem)),
          ),
          $._stars,
        ),
      ),

    _problem_with_links: ($) =>
      choice(
        $._false_mark,
        seq($._empty_link_start, repeat(choice($._label_text, $.escape)), "]]"),
      ),
  },
});
