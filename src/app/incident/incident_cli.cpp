#include "app/incident/incident_cli.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <memory>

#include "app/cli_flags.hpp"
#include "app/incident/incident_command.hpp"
#include "app/incident/incident_flags.hpp"
#include "app/incident/incident_packet_cli.hpp"
#include "app/incident/incident_replay_cli.hpp"
#include "record/incident.hpp"

namespace jurymast::app {
namespace {

constexpr const char* kFooter =
    "At three in the morning `jurymast incident open ROUTE` is enough: window and detection are proposed by the log, and can be "
    "moved\n"
    "later. What only reads also takes a ROUTE of which nothing is recorded, with or without --from and --to.\n"
    "Exit codes: 0 done, 1 the log has no such incident, route or trouble, 2 usage, configuration or refused, 3 nothing to "
    "propose,\n"
    "4 investigate (what was done did not help), 5 the log cannot be read or the gateway does not answer.";

void add_incident(CLI::App& command, IncidentOptions& options) {
  command.add_option("incident", options.what, "The incident's id, or the route on which it is open")
      ->type_name("ID|ROUTE")
      ->required();
}

void add_detection(CLI::App& command, IncidentOptions& options) {
  command.add_option("--detected-at", options.detected_at, "When somebody noticed: `25m` ago, or RFC 3339")->type_name("TIME");
  command.add_option("--detected-by", options.detected_by, "How it came to somebody's notice")
      ->type_name("WAY")
      ->check(CLI::IsMember(std::vector<std::string>(record::kDetectedByNames.begin(), record::kDetectedByNames.end())));
}

void add_origin(CLI::App& command, IncidentOptions& options) {
  command.add_option("--source", options.source, "Where it is from")->type_name("URL");
  command.add_option("--ticket", options.ticket, "The ticket it belongs to")->type_name("ID");
}

void add_writing(CLI::App& command, IncidentOptions& options) {
  command.add_option("--author", options.author, "Who says so; default: the user of this shell")
      ->type_name("NAME")
      ->envname("USER");
  command.add_flag("--dry-run", options.dry_run, "Print the record and write nothing");
  add_config_flag(command, options.config);
}

void declare_open(CLI::App& command, IncidentOptions& options) {
  command.add_option("route", options.what, "The route, as the configuration names it")->type_name("ROUTE")->required();
  add_window_flags(command, options);
  add_detection(command, options);
  command.add_option("--service", options.service, "The service it is about")->type_name("NAME");
  command.add_option("--tenant", options.tenant, "The tenant it is about, by a name that is no person's")->type_name("NAME");
  command.add_option("--region", options.region, "The region it is about")->type_name("NAME");
  command.add_option("--feature", options.feature, "The feature it is about")->type_name("NAME");
  command.add_option("--ticket", options.ticket, "The ticket it belongs to")->type_name("ID");
  command.add_flag("--another", options.another, "Although one is open on this route");
  add_writing(command, options);
}

void declare_list(CLI::App& command, IncidentOptions& options) { add_reading_flags(command, options); }

void declare_show(CLI::App& command, IncidentOptions& options) {
  add_incident(command, options);
  add_reading_flags(command, options);
}

void declare_note(CLI::App& command, IncidentOptions& options) {
  add_incident(command, options);
  command.add_option("text", options.text, "What you saw, in a sentence")->type_name("TEXT")->required();
  command.add_flag("--inference", options.inference, "You concluded it, and did not see it");
  add_origin(command, options);
  add_writing(command, options);
}

void declare_move(CLI::App& command, IncidentOptions& options) {
  add_incident(command, options);
  add_window_flags(command, options);
  add_detection(command, options);
  add_writing(command, options);
}

void declare_enter(CLI::App& command, IncidentOptions& options) {
  add_incident(command, options);
  command.add_option("figure", options.figure, "Its name: support_tickets, user_retries, feature_metric, or another")
      ->type_name("FIGURE")
      ->required();
  command.add_option("value", options.text, "What it is")->type_name("VALUE")->required();
  command.add_option("--source", options.source, "Where it is from")->type_name("URL")->required();
  add_writing(command, options);
}

void declare_answer(CLI::App& command, IncidentOptions& options) {
  add_incident(command, options);
  command.add_option("question", options.question, "The question, by the name that `review` shows")
      ->type_name("QUESTION")
      ->required();
  command.add_option("text", options.text, "The answer: a sentence, without prompts, keys or names of persons")
      ->type_name("TEXT")
      ->required();
  add_origin(command, options);
  add_writing(command, options);
}

void declare_follow_up(CLI::App& command, IncidentOptions& options) {
  add_incident(command, options);
  command.add_option("text", options.text, "What is to be done, in a sentence; with --done what became of it, or nothing")
      ->type_name("TEXT");
  command.add_option("--owner", options.owner, "Who does it: initials or a role")->type_name("NAME");
  command.add_option("--due", options.due, "Until when: 2026-07-31")->type_name("DATE");
  command.add_option("--done", options.done, "The number of the one that is done, as `review` shows it")
      ->type_name("NUMBER")
      ->check(CLI::PositiveNumber.description(""));
  add_origin(command, options);
  add_writing(command, options);
}

void declare_close(CLI::App& command, IncidentOptions& options) {
  add_incident(command, options);
  command.add_option("--text", options.text, "What is to be said at its end")->type_name("TEXT");
  add_writing(command, options);
}

void declare_report(CLI::App& command, IncidentOptions& options) {
  add_what_flags(command, options);
  add_window_flags(command, options);
  add_reading_flags(command, options);
}

void declare_histogram(CLI::App& command, IncidentOptions& options) {
  declare_report(command, options);
  command.add_option("--format", options.format, "text, json, csv or svg")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json", "csv", "svg"}).description(""))
      ->capture_default_str();
}

void declare_review(CLI::App& command, IncidentOptions& options) {
  declare_report(command, options);
  command.footer(
      "What a person answers stands beside what the log says, and changes nothing of it.\n"
      "Exit codes: 0 every question has an answer, 3 one is open, 4 the mitigation was not effective, 1 no such incident, 2 "
      "usage,\n"
      "5 the log cannot be read.");
}

/// A subcommand: what a user sees of it, what it takes, what it does.
struct Row {
  const char* name;
  const char* description;
  void (*declare)(CLI::App&, IncidentOptions&);
  int (*run)(const IncidentOptions&, Clock&, const IncidentOutput&);
};

constexpr std::array kRows{
    Row{"open", "Call it an incident from now on; the log proposes when it began", declare_open, run_incident_open},
    Row{"list", "The incidents of this log, the newest first", declare_list, run_incident_list},
    Row{"show", "What was said of one incident", declare_show, run_incident_show},
    Row{"timeline", "What happened, in the order of time, each row with the line that tells it", declare_report,
        run_incident_timeline},
    Row{"histogram", "How many operations came to what, by arm and over time", declare_histogram, run_incident_histogram},
    Row{"impact", "What callers met before, during and after it", declare_report, run_incident_impact},
    Row{"compare", "Primary and fallback in the window, by class", declare_report, run_incident_compare},
    Row{"review", "The 23 questions of a review, as far as the log and persons answer them", declare_review, run_incident_review},
    Row{"note", "Add what a person saw or concluded", declare_note, run_incident_note},
    Row{"move", "Say that its window or its detection is another one", declare_move, run_incident_move},
    Row{"enter", "Enter a figure that no log knows, with where it is from", declare_enter, run_incident_enter},
    Row{"answer", "Answer a question of the review", declare_answer, run_incident_answer},
    Row{"follow-up", "Say what is to be done, by whom and until when, or that it is done", declare_follow_up,
        run_incident_follow_up},
    Row{"close", "End it", declare_close, run_incident_close},
};

}  // namespace

void add_incident_commands(CLI::App& cli, int& code) {
  CLI::App* const incident = cli.add_subcommand("incident", "What happened, from the record: window, timeline, figures");
  incident->require_subcommand(1);
  incident->footer(kFooter);
  for (const Row& row : kRows) {
    CLI::App* const command = incident->add_subcommand(row.name, row.description);
    const auto options = std::make_shared<IncidentOptions>();
    row.declare(*command, *options);
    command->callback([options, run = row.run, &code] {
      SystemClock clock;
      code = run(*options, clock, {stdout, stderr});
    });
  }
  add_incident_packet(*incident, code);
  add_incident_replay(*incident, code);
}

}  // namespace jurymast::app
