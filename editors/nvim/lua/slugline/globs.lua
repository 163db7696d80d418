--- Globs of `include` and `exclude`: they mean what they mean to git; none takes back with `!`.
local M = {}

local function translated(glob)
  local pattern = glob
    :gsub('[%^$.~]', '\\%0')
    :gsub('^%*%*/', '\1')
    :gsub('/%*%*/', '/\1')
    :gsub('/%*%*$', '/\2')
    :gsub('%*+', '[^/]*')
    :gsub('%?', '[^/]')
    :gsub('\1', '\\%%(.*/\\)\\=')
    :gsub('\2', '.\\+')
    :gsub('%[!', '[^')
  return vim.regex('\\C\\m^' .. pattern .. '$')
end

--- Whether a glob matches an entry: a path relative to the wiki's root.
local function matches(glob, path, is_folder)
  if glob:sub(-1) == '/' then
    if not is_folder then
      return false
    end
    glob = glob:sub(1, -2)
  end
  if glob:find('/', 1, true) then
    glob = glob:gsub('^/', '')
  else -- A plain name counts in every folder.
    path = path:match('[^/]*$')
  end
  local ok, regex = pcall(translated, glob)
  return ok and regex:match_str(path) ~= nil
end

--- Whether one of the globs matches the path, or a folder above it.
---@param globs string[]
---@param path string relative to the wiki's root, with `/`
---@return boolean
function M.match(globs, path)
  local ends = {}
  for stop in path:gmatch('()/') do
    table.insert(ends, stop - 1)
  end
  table.insert(ends, #path)
  for _, stop in ipairs(ends) do
    for _, glob in ipairs(globs) do
      if matches(glob, path:sub(1, stop), stop < #path) then
        return true
      end
    end
  end
  return false
end

return M
