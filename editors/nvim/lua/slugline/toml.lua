--- Reads what the editor needs of `slugline.toml`: strings, and arrays of strings.
---
--- Everything else in it (numbers, inline tables, what is wrong) is passed over: the server reads
--- the whole file, and says what is wrong with it.
local M = {}

local ESCAPES = { b = '\b', t = '\t', n = '\n', f = '\f', r = '\r', e = '\27', ['"'] = '"', ['\\'] = '\\' }

--- Where the text goes on after blanks, line ends and comments.
local function after_blanks(text, at)
  while true do
    at = text:find('%S', at) or #text + 1
    if text:sub(at, at) ~= '#' then
      return at
    end
    at = text:find('\n', at, true) or #text + 1
  end
end

local function unescaped(text)
  return (text:gsub('\\(.)(%x*)', function(char, digits)
    local size = ({ u = 4, U = 8 })[char] or 0
    local code = tonumber(digits:sub(1, size), 16)
    return (code and vim.fn.nr2char(code, true) or ESCAPES[char] or '') .. digits:sub(size + 1)
  end))
end

--- The string that begins at `at`, and where it has ended; nil where none does.
local function string_at(text, at)
  local quote = text:sub(at, at)
  if quote == "'" then
    local stop = text:find("['\n]", at + 1)
    if stop and text:sub(stop, stop) == "'" then
      return text:sub(at + 1, stop - 1), stop + 1
    end
  elseif quote == '"' then
    local stop = at + 1
    while stop <= #text do
      local char = text:sub(stop, stop)
      if char == '"' then
        return unescaped(text:sub(at + 1, stop - 1)), stop + 1
      elseif char == '\n' then
        return nil
      end
      stop = stop + (char == '\\' and 2 or 1)
    end
  end
end

--- The array of strings that begins at `at`, and where it has ended; nil where it is another.
local function array_at(text, at)
  local found = {}
  at = after_blanks(text, at + 1)
  while text:sub(at, at) ~= ']' do
    local one, stop = string_at(text, at)
    if not one then
      return nil
    end
    table.insert(found, one)
    at = after_blanks(text, stop)
    if text:sub(at, at) == ',' then
      at = after_blanks(text, at + 1)
    elseif text:sub(at, at) ~= ']' then
      return nil
    end
  end
  return found, at + 1
end

--- The key that begins at `at`, and where its value begins; nil where none does.
local function key_at(text, at)
  local key, stop = string_at(text, at)
  if not key then
    key, stop = text:match('^([%w_-]+)()', at)
  end
  local value = key and text:match('^[ \t]*=[ \t]*()', stop)
  if value then
    return key, value
  end
end

--- The strings and arrays of strings of a TOML text, by table and key.
---
--- `{ ['']= keys before the first table, redirects = keys, sections = list of keys, … }`: an array
--- of tables (`[[sections]]`) is a list.
---@param text string
---@return table<string, table>
function M.read(text)
  text = text:gsub('^\239\187\191', ''):gsub('\r\n?', '\n')
  local tables = { [''] = {} }
  local current = tables['']
  local at = after_blanks(text, 1)
  while at <= #text do
    local line = text:match('^[^\n]*', at)
    local list, name = line:match('^%[(%[?)%s*([%w_.-]+)%s*%]')
    local stop
    if name then
      current = {}
      if list == '' then
        tables[name] = current
      else
        tables[name] = tables[name] or {}
        table.insert(tables[name], current)
      end
    else
      local key, from = key_at(text, at)
      if key then
        local value
        if text:sub(from, from) == '[' then
          value, stop = array_at(text, from)
        else
          value, stop = string_at(text, from)
        end
        current[key] = value
      end
    end
    at = after_blanks(text, text:find('\n', stop or at, true) or #text + 1)
  end
  return tables
end

return M
