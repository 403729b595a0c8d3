#include "app/incident/incident_review_cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <bit>
#include <memory>

#include "app/cli_flags.hpp"
#include "app/exit_code.hpp"
#include "app/incident/incident_packet_command.hpp"
#include "app/incident/incident_review_command.hpp"
#include "app/incident/incident_say_command.hpp"
#include "store/key_file.hpp"

namespace jurymast::app {
namespace {

/// Gives the command what it takes from outside.
template <class Options>
int run_here(const Options& options, int (*run)(const Options&, const IncidentWorld&)) {
  std::array<unsigned char, sizeof(std::uint64_t)> seed{};
  if (const auto filled = store::fill_random(seed); !filled) {
    std::fprintf(stderr, "jurymast incident: %s\n", filled.error().message.c_str());
    return kToolFailed;
  }
  SystemClock clock;
  Random random(std::bit_cast<std::uint64_t>(seed));
  return run(options, {clock.wall_now(), random, incident_facts, stdout, stderr});
}

/// What a user sees of one subcommand, and which incident it takes.
struct Naming {
  const char* name;
  const char* description;
  const char* which;
};

template <class Options>
CLI::App* add(CLI::App& incident, const Naming& naming, const std::shared_ptr<Options>& options) {
  CLI::App* const command = incident.add_subcommand(naming.name, naming.description);
  command->add_option("incident", options->place.what, naming.which)->type_name("ID")->required();
  command->add_option("--state", options->place.state, "The state directory; default: what the configuration names")
      ->type_name("DIR");
  add_config_flag(*command, options->place.config);
  return command;
}

void add_review(CLI::App& incident, int& code) {
  const auto options = std::make_shared<IncidentReviewOptions>();
  CLI::App* const command =
      add(incident,
          {"review", "The 23 questions of a review, as far as the log and persons answer them", "The incident's id, or a route"},
          options);
  add_json_flag(*command, options->json);
  command->footer(
      "What a person answers stands beside what the log says, and changes nothing of it.\n"
      "Exit codes: 0 every question has an answer, 3 one is open, 4 the mitigation was not effective, 2 usage, 5 the log cannot be "
      "read.");
  command->callback([options, &code] { code = run_here(*options, run_incident_review); });
}

/// What the commands that add to the record have in common.
void add_say_flags(CLI::App& command, IncidentSayOptions& options) {
  command.add_option("--author", options.author, "Who says it: initials or a role; default: the user of this shell")
      ->type_name("NAME")
      ->envname("USER");
  command.add_option("--source", options.source, "Where it is from")->type_name("URL");
  command.add_option("--ticket", options.ticket, "The ticket that it belongs to")->type_name("ID");
  command.add_flag("--dry-run", options.dry_run, "Say what would be recorded, and record nothing");
  command.footer(
      "The running gateway writes it. Exit codes: 0 recorded, 1 no such incident, 2 usage or refused, 5 the gateway does not "
      "answer.");
}

void add_answer(CLI::App& incident, int& code) {
  const auto options = std::make_shared<IncidentSayOptions>();
  CLI::App* const command = add(incident, {"answer", "Answer a question of the review", "The incident's id"}, options);
  command->add_option("question", options->question, "The question, by the name that `review` shows")
      ->type_name("QUESTION")
      ->required();
  command->add_option("text", options->text, "The answer: a sentence, without prompts, keys or names of persons")
      ->type_name("TEXT")
      ->required();
  add_say_flags(*command, *options);
  command->callback([options, &code] { code = run_here(*options, run_incident_answer); });
}

void add_follow_up(CLI::App& incident, int& code) {
  const auto options = std::make_shared<IncidentSayOptions>();
  CLI::App* const command =
      add(incident, {"follow-up", "Say what is to be done, by whom and until when", "The incident's id"}, options);
  command->add_option("text", options->text, "What is to be done, in a sentence")->type_name("TEXT")->required();
  command->add_option("--owner", options->owner, "Who does it: initials or a role")->type_name("NAME")->required();
  command->add_option("--due", options->due, "Until when: 2026-07-31")->type_name("DATE")->required();
  add_say_flags(*command, *options);
  command->callback([options, &code] { code = run_here(*options, run_incident_follow_up); });
}

/// An option that takes one name of a closed set.
template <class Enum, std::size_t kCount>
void add_choice(CLI::App& command, const char* flag, Enum& chosen, const std::array<std::string_view, kCount>& names,
                const char* help) {
  command
      .add_option_function<std::string>(
          flag,
          [&chosen, &names](const std::string& name) {
            chosen = static_cast<Enum>(std::find(names.begin(), names.end(), name) - names.begin());
          },
          help)
      ->type_name("WORD")
      ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())).description(""));
}

void add_packet(CLI::App& incident, int& code) {
  const auto options = std::make_shared<IncidentPacketOptions>();
  CLI::App* const command = add(
      incident,
      {"packet", "What can be sent or attached: the facts, what is missing, and nothing secret", "The incident's id, or a route"},
      options);
  add_choice(*command, "--for", options->view, review::kPacketViewNames, "review, support or ticket; default: review");
  add_choice(*command, "--format", options->format, kPacketFormatNames, "markdown, html or json; default: markdown");
  command->add_flag_callback("--json", [options] { options->format = PacketFormat::Json; }, "The same as --format json");
  command
      ->add_option_function<std::string>(
          "--as", [options](const std::string&) { options->note = true; },
          "e2: the incident's note in five lines, in the packet's place")
      ->type_name("FORM")
      ->check(CLI::IsMember({"e2"}).description(""));
  const std::vector<std::string> kinds(review::kQuestionKindNames.begin(), review::kQuestionKindNames.end());
  command
      ->add_option("--question-kind", options->question_kind, "application, documentation, account or provider; support needs it")
      ->type_name("KIND")
      ->check(CLI::IsMember(kinds).description(""));
  command->add_option("--support-source", options->support_source, "The provider's support page, as it was read")->type_name("URL");
  command->add_option("--support-accessed", options->support_accessed, "The day on which it was read, at most 30 days ago")
      ->type_name("DATE");
  command
      ->add_option("--request", options->request,
                   "A file with a request like those that failed: its structure is shown, no text of it")
      ->type_name("FILE");
  command->add_option("--answer", options->answer, "A file with an answer, likewise")->type_name("FILE");
  command->add_option("--out", options->out, "Write it there")->type_name("FILE");
  command->footer(
      "A packet for support names no person, tenant or ticket, and is no evidence for a promotion.\n"
      "Exit codes: 0 complete, 3 something is missing, 1 no such incident, 2 usage, 5 the log cannot be read or the packet not be "
      "written.");
  command->callback([options, &code] { code = run_here(*options, run_incident_packet); });
}

}  // namespace

void add_incident_review_commands(CLI::App& incident, int& code) {
  add_review(incident, code);
  add_answer(incident, code);
  add_follow_up(incident, code);
  add_packet(incident, code);
}

}  // namespace jurymast::app
