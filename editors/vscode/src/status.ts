import * as vscode from 'vscode';
import type { Counts, Findings } from './findings.ts';
import { describe, type Service } from './service.ts';

interface Shown {
    readonly text: string;
    readonly detail: string;
    readonly isError?: boolean;
}

/** The item in the status bar: what the server does, and how many findings there are. */
export class Status implements vscode.Disposable {
    private readonly item: vscode.StatusBarItem;
    private readonly subscriptions: vscode.Disposable[];
    private readonly service: Service;
    private readonly findings: Findings;

    constructor(service: Service, findings: Findings) {
        this.service = service;
        this.findings = findings;
        this.item = vscode.window.createStatusBarItem(
            'slugline',
            vscode.StatusBarAlignment.Left,
            0,
        );
        this.item.name = 'Slugline';
        this.item.command = 'slugline.menu';
        this.subscriptions = [
            service.onDidChange(() => this.show()),
            findings.onDidChange(() => this.show()),
            vscode.workspace.onDidGrantWorkspaceTrust(() => this.show()),
        ];
        this.show();
    }

    dispose(): void {
        vscode.Disposable.from(this.item, ...this.subscriptions).dispose();
    }

    private show(): void {
        if (this.service.condition.kind === 'off') {
            this.item.hide();
            return;
        }
        const shown = this.shown();
        this.item.text = shown.text;
        this.item.tooltip = vscode.workspace.isTrusted
            ? shown.detail
            : `${shown.detail}\n\nThis workspace is not trusted: its settings of the server and its Python environments are not used.`;
        this.item.accessibilityInformation = {
            label: `Slugline: ${shown.detail.split('\n')[0] ?? ''}`,
        };
        this.item.backgroundColor = shown.isError
            ? new vscode.ThemeColor('statusBarItem.errorBackground')
            : undefined;
        this.item.show();
    }

    private shown(): Shown {
        const condition = this.service.condition;
        switch (condition.kind) {
            case 'installing':
                return { text: '$(sync~spin) Slugline: installing', detail: condition.step };
            case 'failed':
                return {
                    text: '$(error) Slugline',
                    detail: `The language server is not running. ${condition.reason}`,
                    isError: true,
                };
            case 'stopped':
            case 'off':
                return {
                    text: '$(circle-slash) Slugline',
                    detail: 'The language server is stopped. Click to start it.',
                };
            case 'running': {
                const its = `Server ${condition.version}, ${describe(condition.found)}`;
                const reading = this.service.reading;
                return reading === undefined
                    ? {
                          text: summary(this.findings.total),
                          detail: `${told(this.findings.total)}\n\n${its}`,
                      }
                    : {
                          text: '$(sync~spin) Slugline: indexing',
                          detail: `Indexing ${reading}`.trim() + `\n\n${its}`,
                      };
            }
            default:
                return {
                    text: '$(sync~spin) Slugline',
                    detail: 'The language server is starting.',
                };
        }
    }
}

function summary(counts: Counts): string {
    const { errors, warnings, infos } = counts;
    const icon = errors ? 'error' : warnings ? 'warning' : infos ? 'info' : 'check';
    const number = errors + warnings + infos;
    return number ? `$(${icon}) Slugline: ${counted(number, 'finding')}` : '$(check) Slugline';
}

function told({ errors, warnings, infos }: Counts): string {
    const parts = [
        errors && counted(errors, 'error'),
        warnings && counted(warnings, 'warning'),
        infos && `${infos.toLocaleString('en')} of less weight`,
    ].filter(Boolean);
    return parts.length > 0 ? `Findings: ${parts.join(', ')}` : 'No findings';
}

/** A number with what it counts. */
export function counted(number: number, what: string): string {
    return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}
