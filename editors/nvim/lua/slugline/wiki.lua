--- What can be known of a wiki without the server: its root, its files, its sections.
local toml = require('slugline.toml')
local globs = require('slugline.globs')

local M = {}

local CONFIGURATION = 'slugline.toml'
local INCLUDE = { '**/*.article', '**/*.txt' }
local SECTIONS = {
  'Summary',
  'Key Takeaways',
  'Balanced Perspective',
  'Optimistic View',
  'Critical View',
  'Source',
}

local uv = vim.uv or vim.loop

local function parent_of(path)
  local parent = vim.fn.fnamemodify(path, ':h')
  return parent ~= path and parent or nil
end

--- The nearest folder upward from `folder` that holds an entry `name`.
local function upward(folder, name)
  while folder do
    if uv.fs_stat(folder .. '/' .. name) then
      return folder
    end
    folder = parent_of(folder)
  end
end

--- Folders that are never taken for a wiki without a `slugline.toml`.
local function is_too_wide(folder)
  local home = uv.fs_realpath(vim.fn.expand('~'))
  local real = uv.fs_realpath(folder) or folder
  return parent_of(real) == nil
    or (home ~= nil and (home .. '/'):sub(1, #real + 1) == real .. '/')
end

local function absolute(path)
  return (vim.fn.fnamemodify(path, ':p'):gsub('\\', '/'):gsub('(.)/$', '%1'))
end

--- The folder with the nearest `slugline.toml` upward from a file.
---@param path string
---@return string?
function M.configured(path)
  return upward(parent_of(absolute(path)), CONFIGURATION)
end

--- The root of a file's wiki: the folder of the nearest `slugline.toml`, else of the nearest `.git`,
--- else the file's own. Never a home folder, or one above it: there it is nil.
---@param path string
---@return string?
function M.root(path)
  local folder = parent_of(absolute(path))
  for _, root in ipairs({ M.configured(path) or false, upward(folder, '.git') or false, folder }) do
    if root and not is_too_wide(root) then
      return root
    end
  end
end

local read = {}

--- The configuration at a root, as `slugline.toml.read` gives it; empty without one.
local function configuration(root)
  local path = root .. '/' .. CONFIGURATION
  local stat = uv.fs_stat(path)
  if not stat or stat.type ~= 'file' then
    return { [''] = {} }
  end
  local stamp = ('%d.%d %d'):format(stat.mtime.sec, stat.mtime.nsec, stat.size)
  local known = read[root]
  if not known or known.stamp ~= stamp then
    local file = io.open(path, 'rb')
    known = { stamp = stamp, tables = toml.read(file and file:read('*a') or '') }
    if file then
      file:close()
    end
    read[root] = known
  end
  return known.tables
end

local function strings(value, default)
  return type(value) == 'table' and #value > 0 and value or default
end

--- Whether a file is an article by its wiki's `slugline.toml`, which must be there: it matches
--- `include` and not `exclude`, and is not hidden.
---@param path string
---@return boolean
function M.includes(path)
  path = absolute(path)
  local root = M.configured(path)
  if not root then
    return false
  end
  local relative = path:sub(#root:gsub('/$', '') + 2)
  local keys = configuration(root)['']
  return not ('/' .. relative):find('/.', 1, true)
    and globs.match(strings(keys.include, INCLUDE), relative)
    and not globs.match(strings(keys.exclude, {}), relative)
end

--- The headings of a file's wiki that need no `## `: names of sections, and aliases.
---@param path string
---@return string[]
function M.headings(path)
  local root = M.configured(path)
  local sections = root and configuration(root).sections
  if type(sections) ~= 'table' or #sections == 0 then
    return SECTIONS
  end
  local found = {}
  for _, section in ipairs(sections) do
    if type(section.name) == 'string' then
      table.insert(found, section.name)
    end
    vim.list_extend(found, strings(section.aliases, {}))
  end
  return found
end

--- The slug of the link that holds a byte of a line; empty where the link is to the same article.
---@param line string
---@param column integer counted from 1
---@return string?
function M.slug_at(line, column)
  local from = 1
  while true do
    local start, stop = line:find('%[%[.-%]%]', from)
    if not start or start > column then
      return nil
    end
    -- A link begins at the last `[[` before its `]]`.
    local inner = line:sub(1, stop):match('.*()%[%[')
    if column <= stop then
      return column >= inner and line:sub(inner + 2, stop - 2):match('^[^|#]*') or nil
    end
    from = stop + 1
  end
end

--- All paths below a folder whose names without an ending are `stem`; none is in a hidden folder.
--- No globs: the folder's own path may hold what means something in one.
local function named(folder, stem, found)
  local entries = uv.fs_scandir(folder)
  while entries do
    local name, kind = uv.fs_scandir_next(entries)
    if not name then
      break
    end
    local path = folder .. '/' .. name
    if kind == 'directory' then
      if name:sub(1, 1) ~= '.' then
        named(path, stem, found)
      end
    elseif name:match('^(.+)%.[^.]*$') == stem then
      table.insert(found, path)
    end
  end
  return found
end

--- The file in a wiki that a slug names: through redirects, by the files' names.
---
--- Files whose names are no slugs have theirs from their titles; those only the server finds.
---@param root string
---@param slug string
---@return string?
function M.file_of(root, slug)
  local tables = configuration(root)
  for _ = 1, 10 do
    local target = (tables.redirects or {})[slug]
    if type(target) ~= 'string' then
      break
    end
    slug = target
  end
  local paths = named(root, slug, {})
  table.sort(paths)
  for _, path in ipairs(paths) do
    if M.configured(path) == nil or M.includes(path) then
      return path
    end
  end
end

return M
