// A2, A3, A4: the primary is gone for half a minute, at 50 calls a second.
import { arrivalsIn, attemptsIn, formlessErrors, offeredIn, perOffered, successPercent, successesIn, worstWindow } from '../counting.mjs';
import { policy, probesMax } from '../forms.mjs';
import { budgetFigure, least, most } from './figure.mjs';
import { outage } from './script.mjs';

const outageMs = 30000;
const hardOutage = () => ({ scenario: 'hard_outage' });
const base = { warmupMs: 5000, faultMs: outageMs, afterMs: 15000, retries: 0, intervalMs: (form) => 1000 / form.rate, simulated: hardOutage };
const both = ['main', 'spare'];
const creditOf = (evidence) => ({ arrivals: arrivalsIn(evidence, 'main'), successes: successesIn(evidence, 'main') });
const faultMs = ({ fault }) => fault.until - fault.from;

const primaryShare = (form) => most('attempts at the primary for each call offered', (evidence) => perOffered(evidence, ['main']),
  (evidence) => form.bounds.primaryPerOffered(form.ms(outageMs), offeredIn(evidence).length), { unit: '×' });
const allShare = (form) => most('all attempts for each call offered', (evidence) => perOffered(evidence, both),
  (evidence) => form.bounds.allPerOffered(form.ms(outageMs), offeredIn(evidence).length), { unit: '×' });
const success = (percent) => least('calls that succeeded', (evidence) => successPercent(evidence.calls), () => percent, { unit: ' %' });
const errorForms = most('errors that are neither final nor hopeful', formlessErrors, () => 0, { teeth: false });

/** A silent primary holds what was in flight until its clock ends it: what bounds it is room, not a share. */
const silentAttempts = (form) => most('attempts at the primary', (evidence) => attemptsIn(evidence, ['main']).length,
  () => policy.inflightMax + probesMax(form.ms(outageMs), form.factor));

const withSecondary = (name, story, changes) => ({ ...base, name, story, secondary: true, ...changes });

export const hardOutages = [
  withSecondary('A2 503', 'the primary answers 503 within 50 ms, a secondary is well', {
    script: outage(outageMs, '503,delay=20ms'), figures: (form) => [primaryShare(form), allShare(form), success(99.5), budgetFigure(form)],
  }),
  withSecondary('A2 refused', 'the primary refuses connections, a secondary is well', {
    unseen: true, simulated: () => ({ scenario: 'refused' }), script: outage(outageMs), figures: (form) => [primaryShare(form), allShare(form), success(99.5), budgetFigure(form)],
  }),
  withSecondary('A2 silent', 'the primary takes requests and says nothing, a secondary is well', {
    simulated: () => ({ scenario: 'silent_provider' }), script: outage(outageMs, 'silent'), figures: (form) => [silentAttempts(form), allShare(form), success(99.5), budgetFigure(form)],
  }),
  { ...base, name: 'A3', story: 'the only target answers 503', secondary: false, script: outage(outageMs, '503,delay=20ms'),
    figures: (form) => [primaryShare(form),
      most(`the same in the worst ${form.ms(10000) / 1000} s`, (evidence) => worstWindow(evidence, both, form.ms(10000)),
        () => form.bounds.windowPerOffered(form.ms(10000), (form.rate * form.ms(10000)) / 1000), { unit: '×' }),
      errorForms, budgetFigure(form)] },
  { ...base, name: 'A4', story: 'the only target answers 503, and the budget stands alone: no breaker', secondary: false, breakerOff: true,
    script: outage(outageMs, '503,delay=20ms'),
    figures: (form) => [
      most('attempts for each call offered', (evidence) => perOffered(evidence, both), (evidence) =>
        form.bounds.budgetPerOffered(faultMs(evidence), offeredIn(evidence).length, creditOf(evidence)), { unit: '×' }),
      errorForms, budgetFigure(form),
    ] },
];
