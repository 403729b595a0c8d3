#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "app/serve/loaded_secrets.hpp"
#include "record/json_line.hpp"
#include "record/line.hpp"
#include "record/sequencer.hpp"
#include "record/skeleton.hpp"
#include "record/test_operations.hpp"
#include "record/test_secret_forms.hpp"
#include "review/incident/incident_note.hpp"
#include "review/incident/incident_packet.hpp"
#include "review/incident/test_incident_facts.hpp"

/// Puts secrets wherever a fault could put them and looks for them in everything that is written. Each layer of redaction stands alone
/// before one of the ways, so that a broken one shows; the mutants beside this file break one each.
namespace jurymast::redaction {
namespace {

using record::testing::drawn;
using record::testing::Form;

/// What was looked for in what was written, and which way it came.
class Findings {
 public:
  void look(std::string_view way, std::string_view written, std::string_view secret) {
    ++looked_;
    if (written.find(secret) == std::string_view::npos) return;
    if (ways_.empty() || ways_.back() != way) ways_.emplace_back(way);
  }
  const std::vector<std::string>& ways() const { return ways_; }
  std::size_t looked() const { return looked_; }

 private:
  std::vector<std::string> ways_;
  std::size_t looked_ = 0;
};

/// A log into a file without a name.
class WrittenLog {
 public:
  WrittenLog() : file_(std::tmpfile()), log_(clock_, {fileno(file_), telemetry::LogForm::Json, telemetry::Level::Debug}) {}
  WrittenLog(const WrittenLog&) = delete;
  WrittenLog& operator=(const WrittenLog&) = delete;
  ~WrittenLog() { std::fclose(file_); }

  telemetry::Log& log() { return log_; }
  std::string text() const {
    std::string text(1 << 20, '\0');
    const ssize_t got = ::pread(fileno(file_), text.data(), text.size(), 0);
    text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return text;
  }

 private:
  ManualClock clock_;
  std::FILE* file_;
  telemetry::Log log_;
};

std::shared_ptr<const Secret> shared_secret(const std::string& value) { return std::make_shared<const Secret>(value); }

/// Two configurations, one after the other, with a secret in every place that has one.
struct Configurations {
  std::string old_key = "old-" + drawn(40, 1);
  std::string api_key = "key-" + drawn(20, 2) + "/\"+~\\" + drawn(12, 3);
  std::string admin_token = "adm-" + drawn(30, 4);
  std::string header = "hdr-" + drawn(30, 5);
  std::string query = "qry-" + drawn(30, 6);
  std::string record_key = drawn(32, 7);
  policy::Snapshot before;
  policy::Snapshot now;

  Configurations() {
    before.targets.emplace_back().api_key = shared_secret(old_key);
    policy::Target& target = now.targets.emplace_back();
    target.api_key = shared_secret(api_key);
    target.changes.headers.emplace_back("x-tenant", header);
    target.changes.query.emplace_back("code", query);
    now.server.admin_token = shared_secret(admin_token);
  }
  std::shared_ptr<const record::KnownSecrets> known() const {
    const Secret key(record_key);
    return app::loaded_secrets({&before, &now}, {&key});
  }
  std::vector<std::pair<std::string, std::string>> all() const {
    return {{"a provider's key", api_key},   {"the key before the reload", old_key}, {"the admin token", admin_token},
            {"a configured header", header}, {"a configured query", query},          {"the record's key", record_key}};
  }
};

std::string line_of(const std::shared_ptr<const record::KnownSecrets>& known, std::string_view text) {
  record::Sequencer sequencer(1);
  sequencer.look_for(known);
  std::string lines;
  sequencer.put(text, lines);
  return lines;
}

std::string json_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string note_of(std::string_view text) { return R"({"v":1,"kind":"note","text":")" + json_escaped(text) + "\"}"; }

void look_at_typed_fields(const Configurations& configurations, Findings& findings) {
  for (const auto& [name, secret] : configurations.all()) {
    record::Operation operation = record::testing::served(1);
    operation.start.route = secret;
    const std::string way = name + " in a typed field";
    std::string identifier;
    for (const char c : secret) identifier += record::JsonLine::identifier_character(c);
    findings.look(way, line_of(configurations.known(), record::render(operation)), identifier);
  }
}

void look_at_forms(const Configurations& configurations, Findings& findings) {
  for (const Form& form : record::testing::forms_of(configurations.api_key)) {
    const std::string line = line_of(configurations.known(), note_of("it said " + form.text + " again"));
    // A third of a key is too much as well.
    const std::size_t third = form.text.size() / 3;
    findings.look("a key as " + form.name, line, json_escaped(form.text.substr(0, third)));
    findings.look("a key as " + form.name, line, json_escaped(form.text.substr(form.text.size() - third)));
  }
  const std::string fragment = configurations.old_key.substr(configurations.old_key.size() - 8);
  findings.look("a key as fragment", line_of(configurations.known(), note_of("key ***" + fragment + ".")), fragment);
}

/// Secrets that nobody told this process.
std::vector<std::string> shapes() {
  return {"sk-" + drawn(30, 8), "jane.doe@corp.dev", "4111111111111111", "xoxb-1234567890-" + drawn(20, 9),
          "eyJhbGciOi.eyJ" + drawn(20, 10)};
}

void look_at_shapes(const Configurations& configurations, Findings& findings) {
  for (const std::string& shape : shapes())
    findings.look("a shape in a note", line_of(configurations.known(), note_of("it said " + shape + " again")), shape);
}

void look_at_the_log(const Configurations& configurations, Findings& findings) {
  WrittenLog written;
  written.log().screen_with(app::log_screen(configurations.known()));
  for (const auto& [name, secret] : configurations.all()) {
    const Error error{Code::Unavailable, "refused: " + secret};
    written.log().warn("failed", {{"name", telemetry::Identifier{secret}}, {"reason", telemetry::Reason{error}}});
  }
  for (const std::string& shape : shapes()) written.log().warn("failed", {{"name", telemetry::Identifier{shape}}});
  const std::string text = written.text();
  for (const auto& [name, secret] : configurations.all()) {
    // The log escapes what JSON asks to be escaped.
    findings.look(name + " in the log", text, secret.substr(0, secret.find('"')));
  }
  for (const std::string& shape : shapes()) findings.look("a shape in the log", text, shape);
}

void look_at_skeletons(Findings& findings) {
  const std::string prompt = drawn(30, 11);
  const std::string name = drawn(30, 12);
  const auto bones = record::skeleton(R"({"messages":[{"role":")" + prompt + R"(","content":")" + prompt + R"("}],"tools":[{")" +
                                      name + R"(":4711}]})");
  findings.look("a prompt in a skeleton", bones ? *bones : "", prompt);
  findings.look("a member's name in a skeleton", bones ? *bones : "", name);
  findings.look("a number in a skeleton", bones ? *bones : "", "4711");
}

/// Everything that is made of an incident to be sent or attached.
std::string packets_of(const review::IncidentFacts& facts, const std::string& request_skeleton) {
  std::string text;
  for (const review::PacketView view : {review::PacketView::Review, review::PacketView::Support, review::PacketView::Ticket}) {
    review::PacketAsk ask;
    ask.view = view;
    ask.request_skeleton = request_skeleton;
    const review::IncidentPacket packet = review::incident_packet(facts, ask);
    text += packet_markdown(packet) + packet_json(packet);
  }
  return text + review::note_text(review::incident_note(facts), record::RenderingFormat::Json);
}

/// What packets say where a person put this into the closing statement, by way of the log.
void look_at_a_statement(const Configurations& configurations, const std::string& way, const std::string& secret,
                         Findings& findings) {
  review::IncidentFacts facts = review::testing::storm();
  record::IncidentRecord& closed = facts.said.back().record;
  const auto text = record::PlainText::make("it said " + secret + " again");
  if (text) closed.text = *text;
  std::string line = line_of(configurations.known(), render(closed));
  line.pop_back();
  const auto split = record::split_line(line);
  const auto read = split ? record::read_incident(split->record) : Result<record::IncidentRecord>(fail(Code::Corrupt, "no line"));
  // What cannot be read back was not looked at, which is no pass.
  if (!text || !read) return findings.look(way + ", unseen", secret, secret);
  closed = *read;
  const std::string packets = packets_of(facts, {});
  findings.look(way, packets, secret);
  findings.look(way, packets, json_escaped(secret));
}

void look_at_packets(const Configurations& configurations, Findings& findings) {
  for (const auto& [name, secret] : configurations.all())
    look_at_a_statement(configurations, name + " in a packet", secret, findings);
  for (const std::string& shape : shapes()) look_at_a_statement(configurations, "a shape in a packet", shape, findings);
  const std::string prompt = drawn(30, 13);
  const auto bones = record::skeleton(R"({"messages":[{"role":"user","content":")" + prompt + R"("}]})");
  findings.look("a prompt in a packet", packets_of(review::testing::storm(), bones ? *bones : prompt), prompt);
}

Findings look_everywhere() {
  const Configurations configurations;
  Findings findings;
  look_at_typed_fields(configurations, findings);
  look_at_forms(configurations, findings);
  look_at_shapes(configurations, findings);
  look_at_the_log(configurations, findings);
  look_at_skeletons(findings);
  look_at_packets(configurations, findings);
  return findings;
}

/// Without an argument a leak is a failure; with `--expect WAY` the failure is that this one is missing.
int run(std::string_view expected) {
  const Findings findings = look_everywhere();
  bool found = false;
  for (const std::string& way : findings.ways()) {
    fmt::print("leaks: {}\n", way);
    found = found || way.find(expected) != std::string::npos;
  }
  fmt::print("{} looked for, {} ways leak\n", findings.looked(), findings.ways().size());
  if (expected.empty()) return findings.ways().empty() ? 0 : 1;
  return found ? 0 : 1;
}

}  // namespace
}  // namespace jurymast::redaction

int main(int count, char** arguments) {
  if (count != 1 && (count != 3 || std::string_view(arguments[1]) != "--expect")) {
    fmt::print(stderr, "usage: {} [--expect WAY]\n", arguments[0]);
    return 2;
  }
  return jurymast::redaction::run(count == 3 ? arguments[2] : "");
}
