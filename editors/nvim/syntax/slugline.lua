-- The fallback where there is no tree-sitter parser: the same parts, found by patterns.
if vim.b.current_syntax then
  return
end

local names = {}
for _, name in ipairs(require('slugline.wiki').headings(vim.api.nvim_buf_get_name(0))) do
  table.insert(names, (vim.fn.escape(name, [[\/]])))
end
local headings = table.concat(names, [[\|]])

vim.cmd('syntax case match')
vim.cmd('syntax spell toplevel')

--- Adds a pattern for a group; `more` are its options.
local function match(group, pattern, more)
  vim.cmd(('syntax match slugline%s /%s/ %s'):format(group, pattern, more or ''))
end

-- No two of the alternatives fit one place: Vim looks ahead only at marks, and tries nothing twice.
local escape = [=[\\[\\[\]*|]]=]
local function text(but, ...)
  local parts = { ([=[[^%s\\]]=]):format(but), escape, [=[\\[\\[\]*|]\@!]=], ... }
  return [[\%(]] .. table.concat(parts, [[\|]]) .. [[\)*]]
end

local bracket = [=[\[\[\@!\|\]\]\@!]=]
local no_blank = [=[\%([ \t]*\%(|\|\]\]\)\)\@!]=]
local slug = text('][|#', bracket)
local section = '#' .. no_blank .. text('][|', bracket)
local label = text('][', bracket)
local link = ([=[\[\[%s%s\%%(%s\)\=\%%(|%s%s\)\=\]\]]=]):format(no_blank, slug, section, no_blank, label)

match('Escape', escape)
match('ItemMarker', [=[^[ \t]*\zs-\ze [ \t]*[^ \t]]=])
match('Link', link, 'contains=sluglineSlug')
match('Slug', [=[\[\[\zs]=] .. slug, 'contained contains=@NoSpell nextgroup=sluglineAnchor,sluglineBar')
match('Anchor', section, 'contained contains=@NoSpell nextgroup=sluglineBar')
match('Bar', '|', 'contained nextgroup=sluglineLabel')
match('Label', label, 'contained contains=sluglineEscape,@Spell')

-- Two `*` and the next ones are a pair, and an entity where nothing is wrong in it. More `*` begin
-- none.
local no_link = ([=[\%%(%s\)\@!\[]=]):format(link)
local star = [[\*\*\@!]]
match('Stars', [[\*\{3,}]])
match('Pair', [[\*\*]] .. text('[*', star, link, no_link) .. [[\*\*\+]], 'contains=sluglineLink,sluglineEscape')
match(
  'Entity',
  [[\*\*\%([ \t]\|\*\)\@!]] .. text('[*', star, no_link) .. [[\%([ \t]\)\@1<!\*\*\*\@!]],
  'contains=sluglineEntityMark,sluglineEscape'
)
match('EntityMark', [[\*\*]], 'contained')

match('Heading', [[^[ \t]*\zs## .*$]], 'contains=sluglineHeadingMarker,@Spell')
match('HeadingMarker', '## ', 'contained')
if headings ~= '' then
  match('Heading', ([[^[ \t]*\zs\V\%%(%s\)\m\ze[ \t]*$]]):format(headings), 'contains=@Spell')
end
-- The title is the first line that is not blank, where no mark makes it something else. It comes
-- last: of matches that begin at one place the last defined one counts.
vim.cmd('syntax sync fromstart')
match('Start', [[\%^\%(\_[ \t]*\%(## \|- \)\)\@!]], 'nextgroup=sluglineTitle skipwhite skipempty')
match('Title', [[[^ \t].*$]], 'contained contains=sluglineTitleMarker,@Spell')
match('TitleMarker', [[\%(^[ \t]*\)\@<=# ]], 'contained')

for group, target in pairs({
  Title = 'Title',
  TitleMarker = 'Delimiter',
  Heading = 'Title',
  HeadingMarker = 'Delimiter',
  ItemMarker = 'Delimiter',
  Link = 'Delimiter',
  Slug = 'Underlined',
  Anchor = 'Underlined',
  Bar = 'Delimiter',
  Label = 'String',
  Entity = 'Identifier',
  EntityMark = 'Delimiter',
  Escape = 'SpecialChar',
}) do
  vim.cmd(('highlight default link slugline%s %s'):format(group, target))
end

vim.b.current_syntax = 'slugline'
