#include "app/incident/incident_packet_cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "app/incident/incident_flags.hpp"
#include "app/incident/incident_packet_command.hpp"

namespace jurymast::app {
namespace {

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

}  // namespace

void add_incident_packet(CLI::App& incident, int& code) {
  const auto options = std::make_shared<IncidentPacketOptions>();
  CLI::App* const command =
      incident.add_subcommand("packet", "What can be sent or attached: the facts, what is missing, and nothing secret");
  add_what_flags(*command, options->incident);
  add_window_flags(*command, options->incident);
  add_reading_flags(*command, options->incident);
  add_choice(*command, "--for", options->view, review::kPacketViewNames, "review, support or ticket; default: review");
  add_choice(*command, "--format", options->format, kPacketFormatNames, "markdown, html or json; default: markdown");
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
  command->callback([options, &code] {
    SystemClock clock;
    code = run_incident_packet(*options, clock, {stdout, stderr});
  });
}

}  // namespace jurymast::app
