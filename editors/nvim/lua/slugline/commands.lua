--- The command `:Slugline`.
local client = require('slugline.client')

local M = {}

local function uri()
  return vim.uri_from_bufnr(0)
end

--- What a result of the server is shown in: a buffer without a file.
local function show(text, filetype)
  vim.cmd('new')
  local buffer = vim.api.nvim_get_current_buf()
  for option, value in pairs({ buftype = 'nofile', bufhidden = 'wipe', swapfile = false }) do
    vim.api.nvim_buf_set_option(buffer, option, value)
  end
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text, '\n', { trimempty = true }))
  vim.api.nvim_buf_set_option(buffer, 'filetype', filetype)
end

local COMMANDS = {}

COMMANDS.new = {
  run = function(title)
    local function create(wanted)
      if not wanted or wanted == '' then
        return
      end
      local beside = client.file_of(0) and uri() or nil
      client.execute_in_wiki(0, 'slugline.newArticle', { wanted, beside }, function(created)
        -- Since 0.8 the server has it shown.
        if created and not vim.lsp.handlers['window/showDocument'] then
          vim.cmd('edit ' .. vim.fn.fnameescape(vim.uri_to_fname(created)))
        end
      end)
    end
    if title == '' then
      vim.ui.input({ prompt = 'Title of the article: ' }, create)
    else
      create(title)
    end
  end,
}

COMMANDS.fix = {
  run = function()
    client.execute(0, 'slugline.fixAll', { uri() })
  end,
}

COMMANDS.graph = {
  values = { 'dot', 'json' },
  run = function(form)
    form = form == '' and 'dot' or form
    client.execute(0, 'slugline.showGraph', { uri(), form }, function(text)
      show(text, form)
    end)
  end,
}

COMMANDS.reload = {
  run = function()
    client.execute(0, 'slugline.restart', {})
  end,
}

COMMANDS.build = {
  run = function()
    local ok, message = require('slugline.parser').build()
    vim.notify('slugline: ' .. message, ok and vim.log.levels.INFO or vim.log.levels.ERROR)
  end,
}

local function starting_with(words, lead)
  return vim.tbl_filter(function(word)
    return word:sub(1, #lead) == lead
  end, words)
end

--- Runs `:Slugline NAME REST`.
function M.run(arguments)
  local name, rest = arguments:match('^(%S+)%s*(.-)%s*$')
  local command = COMMANDS[name]
  if command then
    command.run(rest)
  else
    vim.notify(('slugline: there is no command `%s`'):format(name), vim.log.levels.ERROR)
  end
end

--- Completes `:Slugline`.
---@return string[]
function M.complete(lead, line)
  local name = line:match('Slugline!?%s+(%S+)%s')
  if name then
    return starting_with((COMMANDS[name] or {}).values or {}, lead)
  end
  local names = vim.tbl_keys(COMMANDS)
  table.sort(names)
  return starting_with(names, lead)
end

return M
