;;; slugline-mode.el --- Major mode for Slugline articles  -*- lexical-binding: t; -*-

;; Copyright (C) 2026 The Slugline developers

;; Author: The Slugline developers
;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: wp, hypermedia, languages
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; A major mode for articles of Slugline wikis: a title, a lead, named
;; sections, **entities** and [[slug|Title]] links.  With Eglot (part of
;; Emacs since 29, a package for 28) it talks to `slugline server', which
;; finds broken links, completes, renames and mends:
;;
;;   (require 'slugline-mode)
;;   (add-hook 'slugline-mode-hook #'eglot-ensure)
;;
;; Files that end in `.article' are opened in this mode; so are the files in
;; a folder with a slugline.toml whose `include' matches them, such as *.txt.

;;; Code:

(require 'easymenu)
(require 'project)
(require 'slugline-wiki)
(require 'subr-x)
(require 'url-util)

(declare-function eglot--connect "eglot")
(declare-function eglot--current-project "eglot")
(declare-function eglot--guess-contact "eglot")
(declare-function eglot-current-server "eglot")
(declare-function eglot-managed-p "eglot")
(declare-function eglot-path-to-uri "eglot")
(declare-function eglot--path-to-uri "eglot")
(declare-function eglot--apply-workspace-edit "eglot")
(declare-function eglot--signal-textDocument/didChange "eglot")
(declare-function jsonrpc-request "jsonrpc")
(declare-function jsonrpc-notify "jsonrpc")
(defvar eglot-server-programs)
(defvar eglot-sync-connect)
(defvar eglot-confirm-server-edits)
(defvar eglot-confirm-server-initiated-edits)

(defgroup slugline nil
  "Articles of Slugline wikis."
  :group 'text)

(defcustom slugline-server-command '("slugline" "server")
  "The command line of the language server."
  :type '(repeat string))

(defface slugline-slug-face '((t :inherit link))
  "Face of the slugs and sections in links.")

(defface slugline-label-face '((t :inherit font-lock-string-face))
  "Face of the labels of links.")

(defface slugline-entity-face '((t :inherit font-lock-variable-name-face))
  "Face of entities.")

(defface slugline-mark-face '((t :inherit shadow))
  "Face of the marks themselves.")

(defface slugline-title-face
  '((t :inherit font-lock-function-name-face :weight bold :height 1.2))
  "Face of the title.")

(defface slugline-heading-face '((t :inherit font-lock-type-face :weight bold))
  "Face of headings.")

(defun slugline--project (folder)
  "The wiki that FOLDER is in, as a project."
  (when-let* ((root (slugline-wiki-root folder)))
    (cons 'transient root)))

;;; Marks

(defun slugline--match-link (limit)
  "Find a link before LIMIT; parentheses 1 to 5 are its parts.
They are `[[', the slug with the section, `|', the label, and `]]'."
  (let ((open nil) (found nil))
    (while (and (not found)
                (re-search-forward "\\\\[][\\*|]\\|\\[\\[\\|]]\\|\n" limit t))
      (pcase (match-string 0)
        ("[[" (setq open (point)))
        ("\n" (setq open nil))
        ("]]" (setq found (and open (slugline--link-parts open (- (point) 2)))
                    open nil))))
    (when found
      (set-match-data found)
      t)))

(defun slugline--link-parts (start end)
  "The match data of a link with its text from START to END; nil for no link."
  (save-excursion
    (goto-char start)
    (let* ((bar (and (re-search-forward "\\=\\(?:\\\\[][\\*|]\\|[^|]\\)*?|" end t)
                     (1- (point))))
           (target (or bar end)))
      (unless (or (string-match-p "\\`\\(?:[^#]*#\\)?[ \t]*\\'"
                                  (buffer-substring start target))
                  (and bar (string-blank-p (buffer-substring (1+ bar) end))))
        (append (list (- start 2) (+ end 2) (- start 2) start start target)
                (if bar (list bar (1+ bar) (1+ bar) end) (list nil nil nil nil))
                (list end (+ end 2)))))))

(defun slugline--match-entity (limit)
  "Find an entity before LIMIT; parentheses 1 to 3 are its parts.
They are `**', the text, and `**'.  Links have their faces already."
  (let ((open nil) (found nil))
    (while (and (not found)
                (re-search-forward "\\\\[][\\*|]\\|\\*\\*+\\|\n" limit t))
      (let* ((start (match-beginning 0))
             (end (point))
             (two (= (- end start) 2)))
        (cond ((eq (char-before) ?\n) (setq open nil))
              ((or (eq (char-after start) ?\\)
                   (memq (get-text-property start 'face)
                         '(slugline-slug-face slugline-label-face))))
              ((not open) (setq open (and two end)))
              ((and two
                    (not (memq (char-after open) '(?\s ?\t)))
                    (not (memq (char-before start) '(?\s ?\t)))
                    (not (text-property-any open start 'face 'slugline-slug-face)))
               (setq found (list (- open 2) end (- open 2) open open start start end)))
              (t (setq open nil)))))
    (when found
      (set-match-data found)
      t)))

(defun slugline--link-at-point ()
  "The slug of the link at point; empty for this article, nil without a link."
  (save-excursion
    (let ((here (point))
          (end (line-end-position))
          (found nil))
      (beginning-of-line)
      (while (and (not found) (slugline--match-link end))
        (when (<= (match-beginning 0) here (1- (match-end 0)))
          (setq found (car (split-string (match-string-no-properties 2) "#")))))
      found)))

;;; Sections

(defvar-local slugline--heading-regexp nil
  "Matches a heading at the beginning of its line; its name is in group 2.")

(defun slugline--first-line ()
  "The position of the first line that is not blank, behind its blanks."
  (save-excursion
    (goto-char (point-min))
    (skip-chars-forward " \t\n\r")
    (point)))

(defun slugline--match-title (limit)
  "Find the title before LIMIT: the first line that is not blank."
  (let ((start (slugline--first-line)))
    (when (and (<= (point) start) (< start limit))
      (goto-char start)
      (and (not (looking-at-p "## \\|- "))
           (looking-at "\\(# \\)?\\(.*\\)$")
           (goto-char (match-end 0))))))

(defun slugline--match-heading (limit &optional back)
  "Find a heading before LIMIT that is not the title; with BACK, before point."
  (let ((first (slugline--first-line))
        (found nil))
    (while (and (not found)
                (if back
                    (re-search-backward slugline--heading-regexp limit t)
                  (re-search-forward slugline--heading-regexp limit t)))
      ;; The first line is one only with its mark.
      (setq found (or (match-beginning 1) (> (match-beginning 2) first))))
    found))

(defun slugline-beginning-of-section (&optional count)
  "Go back to the COUNTth heading; where it is negative, on to one.
Return whether there was one."
  (interactive "^p")
  (let ((found t))
    (dotimes (_ (abs (or count 1)))
      (if (> (or count 1) 0)
          (setq found (slugline--match-heading nil t))
        (end-of-line)
        (setq found (slugline--match-heading nil))
        (if found (beginning-of-line) (goto-char (point-max)))))
    found))

(defun slugline-end-of-section ()
  "Go to the end of the section that begins at point."
  (slugline-beginning-of-section -1))

(defun slugline--imenu ()
  "The index of the sections."
  (save-excursion
    (goto-char (point-min))
    (let ((found nil))
      (while (slugline--match-heading nil)
        (push (cons (match-string-no-properties 2) (match-beginning 2)) found))
      (nreverse found))))

;;; Colours

(defconst slugline--font-lock-keywords
  '((slugline--match-title (1 'slugline-mark-face nil t) (2 'slugline-title-face))
    (slugline--match-heading (1 'slugline-mark-face nil t)
                             (2 'slugline-heading-face))
    ("^[ \t]*\\(-\\) " 1 'slugline-mark-face)
    (slugline--match-link
     (1 'slugline-mark-face) (2 'slugline-slug-face)
     (3 'slugline-mark-face nil t) (4 'slugline-label-face nil t)
     (5 'slugline-mark-face))
    (slugline--match-entity
     (1 'slugline-mark-face) (2 'slugline-entity-face) (3 'slugline-mark-face))
    ("\\(\\\\\\)[][\\*|]" 1 'slugline-mark-face prepend))
  "What is coloured, in the order in which it counts.")

;;; Commands

(defun slugline--server ()
  "The language server of this buffer, or an error."
  (or (and (fboundp 'eglot-current-server) (eglot-current-server))
      (user-error "The language server is not running here: M-x eglot starts it")))

(defun slugline--server-of-folder ()
  "The language server of the current folder's wiki, started where there is none.
The current buffer may be any: there need not be an article yet."
  (unless (require 'eglot nil t)
    (user-error "Eglot is not there: M-x package-install RET eglot installs it"))
  (or (and (eglot-managed-p) (eglot-current-server))
      ;; Eglot looks for the server of a mode, and of the project of a buffer in it.
      (with-temp-buffer
        (delay-mode-hooks (slugline-mode))
        (when (slugline-wiki-too-wide-p (project-root (eglot--current-project)))
          (user-error "This is no folder of a wiki: visit a file of one,\
 or put a slugline.toml here"))
        (or (eglot-current-server)
            (let ((contact (let ((buffer-file-name (expand-file-name "new.article")))
                             (eglot--guess-contact)))
                  (eglot-sync-connect t))
              (apply #'eglot--connect contact))))))

(defun slugline--uri (path)
  "The URI of the file at PATH."
  (if (fboundp 'eglot-path-to-uri)
      (eglot-path-to-uri path)
    (eglot--path-to-uri path)))

(defun slugline--request (server method params)
  "Ask SERVER METHOD with PARAMS, and return its result."
  ;; What was typed just now is sent before, not when Emacs is idle.
  (when (eglot-managed-p)
    (eglot--signal-textDocument/didChange))
  (jsonrpc-request server method params))

(defun slugline--execute (server command &rest arguments)
  "Have SERVER carry out COMMAND with ARGUMENTS, and return its result."
  ;; Whoever gives a command has said yes to what it changes.
  (let ((eglot-confirm-server-initiated-edits nil)
        (eglot-confirm-server-edits nil))
    (slugline--request server :workspace/executeCommand
                       (list :command command :arguments (vconcat arguments)))))

;;;###autoload
(defun slugline-new-article (title)
  "Create the article with a TITLE, and visit it.
It is in the wiki of this buffer's folder, beside the article that this
buffer visits, if any.  The language server is started where it has to be."
  (interactive "sTitle of the article: ")
  (let ((uri (apply #'slugline--execute (slugline--server-of-folder)
                    "slugline.newArticle" title
                    (and buffer-file-name (list (slugline--uri buffer-file-name))))))
    (when uri
      (find-file (expand-file-name
                  (url-unhex-string (string-remove-prefix "file://" uri) t))))))

(defun slugline-fix-all ()
  "Make all fixes of this article that are safe."
  (interactive)
  (slugline--execute (slugline--server) "slugline.fixAll"
                     (slugline--uri buffer-file-name)))

(defun slugline-show-graph ()
  "Show the links of the wiki, in Graphviz's language."
  (interactive)
  (let ((graph (slugline--execute (slugline--server) "slugline.showGraph"
                                  (slugline--uri buffer-file-name) "dot")))
    (with-current-buffer (get-buffer-create "*slugline graph*")
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert graph)
        (goto-char (point-min)))
      (special-mode)
      (display-buffer (current-buffer)))))

(defun slugline--apply (edit)
  "Make a workspace EDIT that was asked for."
  ;; Eglot before 1.16 asks where the second argument is not nil.
  (eglot--apply-workspace-edit edit (and (fboundp 'eglot-execute) 'eglot-rename)))

(defun slugline-rename-article (file slug)
  "Rename the article in FILE, so that SLUG is its slug, with all links to it.
Interactively it is the one that the link at point leads to, else this one.
Eglot itself renames no files.  Buffers with changed links are not saved."
  (interactive
   (let* ((link (slugline--link-at-point))
          (file (or (and link (not (string-empty-p link)) (slugline-wiki-file link))
                    buffer-file-name
                    (user-error "This buffer has no file"))))
     (list file (read-string (format "New slug of %s: " (file-name-base file))
                             nil nil (file-name-base file)))))
  (let* ((server (slugline--server))
         (new (expand-file-name (concat slug (file-name-extension file t))
                                (file-name-directory file)))
         (files (list :files (vector (list :oldUri (slugline--uri file)
                                           :newUri (slugline--uri new)))))
         (visiting (find-buffer-visiting file))
         (shown (eq visiting (current-buffer)))
         (place (point)))
    ;; Links are changed before the file is renamed: by then nothing may be in its way.
    (unless (slugline-wiki-slug-p slug)
      (user-error "`%s' is not a slug: lower-case letters and digits, joined by single hyphens"
                  slug))
    (when (file-exists-p new)
      (user-error "There is a file %s already" (file-name-nondirectory new)))
    (unless (file-writable-p new)
      (user-error "No file can be made in %s" (file-name-directory new)))
    (when-let* ((edit (slugline--request server :workspace/willRenameFiles files)))
      (slugline--apply edit))
    (when visiting
      (with-current-buffer visiting (save-buffer)))
    (rename-file file new)
    (when visiting
      (kill-buffer visiting))
    (jsonrpc-notify server :workspace/didRenameFiles files)
    (when visiting
      (let ((buffer (find-file-noselect new)))
        (when shown
          (switch-to-buffer buffer)
          (goto-char place))))))

(defun slugline-follow-link ()
  "Visit the article that the link at point leads to; needs no server.
To create one that is not there, use `eglot-code-actions'."
  (interactive)
  (let* ((slug (or (slugline--link-at-point) (user-error "There is no link here")))
         (file (if (string-empty-p slug) buffer-file-name (slugline-wiki-file slug))))
    (unless file
      (user-error "No file is named `%s'" slug))
    (find-file file)))

(defun slugline-insert-item ()
  "Begin a new item of a list behind point."
  (interactive)
  (unless (save-excursion (skip-chars-backward " \t") (bolp))
    (delete-horizontal-space)
    (newline))
  (insert "- "))

;;; The mode

(defvar slugline-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-o") #'slugline-follow-link)
    (define-key map (kbd "C-c C-n") #'slugline-new-article)
    (define-key map (kbd "C-c C-r") #'slugline-rename-article)
    (define-key map (kbd "C-c C-f") #'slugline-fix-all)
    (define-key map (kbd "C-c C-v") #'slugline-show-graph)
    (define-key map (kbd "M-RET") #'slugline-insert-item)
    ;; Text mode has another command here, which knows words only.
    (define-key map (kbd "C-M-i") #'completion-at-point)
    map)
  "The keys of `slugline-mode'.")

(easy-menu-define slugline-mode-menu slugline-mode-map
  "The menu of `slugline-mode'."
  '("Slugline"
    ["Follow Link" slugline-follow-link]
    ["New Item" slugline-insert-item]
    "--"
    ["New Article..." slugline-new-article]
    ["Rename Article..." slugline-rename-article]
    ["Make All Safe Fixes" slugline-fix-all]
    ["Show Links as Graph" slugline-show-graph]))

(defvar slugline-mode-syntax-table
  (let ((table (make-syntax-table text-mode-syntax-table)))
    (modify-syntax-entry ?\[ "(]" table)
    (modify-syntax-entry ?\] ")[" table)
    (modify-syntax-entry ?* "." table)
    (modify-syntax-entry ?| "." table)
    table)
  "The syntax table of `slugline-mode'.")

;;;###autoload
(define-derived-mode slugline-mode text-mode "Slugline"
  "Major mode for articles of Slugline wikis.

A paragraph is one line: it is shown wrapped, and never filled.

\\{slugline-mode-map}"
  (let ((names (regexp-opt (slugline-wiki-headings))))
    (setq slugline--heading-regexp
          (concat "^[ \t]*\\(?:\\(## \\)[ \t]*\\(?2:[^ \t\n].*?\\)\\|\\(?2:" names
                  "\\)\\)[ \t]*$"))
    (setq-local outline-regexp (concat "[ \t]*\\(?:## \\|" names "[ \t]*$\\)")))
  (setq-local outline-level (lambda () 1))
  (setq-local imenu-create-index-function #'slugline--imenu)
  (setq-local beginning-of-defun-function #'slugline-beginning-of-section)
  (setq-local end-of-defun-function #'slugline-end-of-section)
  (setq-local font-lock-defaults '(slugline--font-lock-keywords t))
  (setq-local word-wrap t)
  (setq-local truncate-lines nil)
  ;; No command of filling may break a paragraph, or join two lines.
  (setq-local fill-column most-positive-fixnum)
  (setq-local fill-paragraph-function (lambda (_) t))
  (setq-local normal-auto-fill-function #'ignore)
  (setq-local paragraph-start "")
  (setq-local paragraph-separate "[ \t]*$")
  (add-hook 'project-find-functions #'slugline--project nil t))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.article\\'" . slugline-mode))

;; In a wiki with a slugline.toml, that says which files are articles.
;;;###autoload
(add-to-list 'magic-mode-alist '(slugline-article-p . slugline-mode))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons 'slugline-mode (lambda (&rest _) slugline-server-command))))

(provide 'slugline-mode)
;;; slugline-mode.el ends here
