#include "record/rendering.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/random.hpp"
#include "record/golden_probe.hpp"
#include "record/line.hpp"
#include "record/test_views.hpp"

namespace jurymast::record {
namespace {

using Json = nlohmann::ordered_json;

std::string numbered(std::string_view record, std::uint64_t seq) {
  std::string line;
  number_line(record, seq, line);
  return line;
}

ParsedLine parsed(std::string_view record) {
  std::string line = numbered(record, 1);
  line.pop_back();
  return read_line(line).value();
}

InForce in_force() {
  InForce known;
  known.take(parsed(render(BootRecord{testing::moment(-2), BootEvent::Start, "01BOOT", "0.1.0", 7, 9})));
  known.take(parsed(render_snapshot(testing::snapshot_in_force()).front()));
  known.take(testing::contract_read());
  return known;
}

std::map<std::string, JoinedView> views() {
  const InForce known = in_force();
  std::map<std::string, JoinedView> all;
  for (const testing::NamedLine& line : testing::operations_of_every_end()) all[line.name] = joined(parsed(line.record), known);
  all["probe_held"] = joined(testing::probe_passed(), known);
  all["probe_promoted"] = joined(testing::probe_passed(), known);
  join_gate(all["probe_promoted"], testing::gate_promotes());
  all["probe_of_an_error"] = joined(testing::probe_of_an_error(), known);
  return all;
}

Rendering rendered(const std::string& name, Template form) { return render(views().at(name), form); }

std::string value_of(const Rendering& rendering, std::string_view name) {
  for (const RenderedField& field : rendering.fields) {
    if (field.name != name) continue;
    if (const auto* count = std::get_if<std::uint64_t>(&field.value)) return std::to_string(*count);
    if (const auto* flag = std::get_if<bool>(&field.value)) return *flag ? "true" : "false";
    return std::get<std::string>(field.value);
  }
  return "no such field";
}

std::vector<std::string> nonconforming(const std::string& name, Template form) {
  std::vector<std::string> fields;
  for (const Nonconforming& finding : rendered(name, form).nonconforming) fields.push_back(finding.field);
  return fields;
}

using Fields = std::vector<std::string>;

TEST(Renderings, OfEveryKindOfEndInEveryTemplate) {
  for (const auto& [name, view] : views()) {
    Json all = Json::object();
    for (std::size_t i = 0; i < kTemplateNames.size(); ++i) {
      const Rendering rendering = render(view, static_cast<Template>(i));
      Json findings = Json::object();
      for (const Nonconforming& finding : rendering.nonconforming) findings[finding.field] = finding.reason;
      all[kTemplateNames[i]] = {{"fields", Json::parse(to_text(rendering, RenderingFormat::Json))}, {"nonconforming", findings}};
    }
    testing::expect_golden(all.dump(2) + "\n", "tests/golden/render/" + name + ".json");
  }
}

TEST(Renderings, ComeBackFromTheirText) {
  for (const auto& [name, view] : views()) {
    for (std::size_t i = 0; i < kTemplateNames.size() * kRenderingFormatNames.size(); ++i) {
      const auto form = static_cast<Template>(i / kRenderingFormatNames.size());
      const auto format = static_cast<RenderingFormat>(i % kRenderingFormatNames.size());
      const Rendering rendering = render(view, form);
      const std::string text = to_text(rendering, format);
      const auto back = read_rendering(text, form, format);
      ASSERT_TRUE(back) << back.error().message << '\n' << text;
      EXPECT_EQ(*back, rendering) << name << '\n' << text;
    }
  }
}

TEST(Renderings, OfTextsThatNobodyExpectsComeBackToo) {
  JoinedView view = views().at("probe_held");
  for (const char* text : {"true", "12", "[a, b]", "a: b", "a | b", "`code`", "\"quoted\" \\ back", "größer", "- x", "#", "{",
                           "<MODEL_ID>", "x:", "", " "}) {
    view.notes = {text};
    view.links = {"https://a.example/b", text};
    view.flags = {{"fallback", text}};
    for (std::size_t i = 0; i < kTemplateNames.size() * kRenderingFormatNames.size(); ++i) {
      const auto form = static_cast<Template>(i / kRenderingFormatNames.size());
      const auto format = static_cast<RenderingFormat>(i % kRenderingFormatNames.size());
      const Rendering rendering = render(view, form);
      const auto back = read_rendering(to_text(rendering, format), form, format);
      ASSERT_TRUE(back) << text << '\n' << to_text(rendering, format);
      EXPECT_EQ(*back, rendering) << text;
    }
  }
}

TEST(Renderings, OfDamagedTextsAreReadOrRefused_AndNeverMore) {
  Random random(9);
  const JoinedView view = views().at("rescued");
  for (std::size_t i = 0; i < kTemplateNames.size() * kRenderingFormatNames.size(); ++i) {
    const auto form = static_cast<Template>(i / kRenderingFormatNames.size());
    const auto format = static_cast<RenderingFormat>(i % kRenderingFormatNames.size());
    const std::string good = to_text(render(view, form), format);
    for (int round = 0; round < 300; ++round) {
      std::string bad = good;
      for (std::uint64_t n = random.below(4) + 1; n > 0; --n) bad[random.below(bad.size())] = static_cast<char>(random.below(128));
      const auto read = read_rendering(bad, form, format);
      EXPECT_TRUE(!read || read_rendering(to_text(*read, format), form, format) == *read) << bad;
    }
  }
}

TEST(Renderings, OfAnotherTemplateAreNone) {
  const std::string text = to_text(rendered("served", Template::A), RenderingFormat::Json);
  EXPECT_FALSE(read_rendering(text, Template::B, RenderingFormat::Json));
  EXPECT_FALSE(read_rendering(text, Template::A, RenderingFormat::Yaml));
  EXPECT_FALSE(read_rendering("", Template::C, RenderingFormat::Yaml));
  EXPECT_FALSE(read_rendering("[]", Template::A, RenderingFormat::Json));
}

TEST(Renderings, OfChecksConform) {
  for (const char* name : {"probe_held", "probe_promoted", "probe_of_an_error"}) {
    for (std::size_t i = 0; i < kTemplateNames.size(); ++i) {
      const auto form = static_cast<Template>(i);
      // A check tells its time as a span, and never exactly.
      const Fields expected = form == Template::E ? Fields{"latency_ms"} : Fields{};
      EXPECT_EQ(nonconforming(name, form), expected) << name << ' ' << name_of(form);
    }
  }
}

TEST(Renderings, PrintWhatIsTrueWhereTheTemplateHasNoPlaceForIt_AndSaySo) {
  EXPECT_EQ(value_of(rendered("wrong_surface", Template::A), "status_class"), "3xx");
  EXPECT_EQ(nonconforming("wrong_surface", Template::A), Fields{"status_class"});
  EXPECT_EQ(nonconforming("wrong_surface", Template::B), Fields{"status_class"});
  EXPECT_NE(value_of(rendered("wrong_surface", Template::D), "notes").find("wrong_surface"), std::string::npos);
  EXPECT_EQ(value_of(rendered("network_error", Template::C), "status_class"), "NETWORK_ERROR");
  EXPECT_EQ(value_of(rendered("network_error", Template::D), "status_class"), "network_error");
  EXPECT_EQ(nonconforming("network_error", Template::D), Fields{"status_class"});
  EXPECT_EQ(nonconforming("failed", Template::A), Fields{"status_class"});
  EXPECT_EQ(nonconforming("failed", Template::D), Fields{});
  EXPECT_EQ(value_of(rendered("cancelled", Template::B), "status_class"), "client_abort");
}

TEST(Renderings, InventNothingOfWhatWasInterrupted) {
  const Rendering rendering = rendered("interrupted", Template::B);
  EXPECT_EQ(value_of(rendering, "status_class"), "unknown");
  EXPECT_EQ(value_of(rendering, "retry_count"), "unknown");
  EXPECT_EQ(value_of(rendering, "fallback_taken"), "unknown");
  EXPECT_EQ(value_of(rendering, "parser_result"), "unknown");
  EXPECT_EQ(nonconforming("interrupted", Template::B),
            (Fields{"status_class", "fallback_taken", "retry_count", "backoff_policy_seen", "parser_result"}));
  EXPECT_EQ(value_of(rendered("interrupted", Template::C), "response_object_type"), "NOT_RETURNED");
  EXPECT_EQ(value_of(rendered("interrupted", Template::E), "latency_ms"), "unknown");
}

TEST(Renderings, SpellTheRetriesOfAChecklist) {
  EXPECT_EQ(value_of(rendered("served", Template::C), "retry_decision"), "NO_RETRY");
  EXPECT_EQ(value_of(rendered("failed", Template::C), "retry_decision"), "SINGLE_RETRY");
  EXPECT_EQ(value_of(rendered("rescued_after_a_retry", Template::C), "retry_decision"), "ESCALATE");
}

TEST(Renderings, SeeABackoffInTheWaitsAlone) {
  EXPECT_EQ(value_of(rendered("failed", Template::B), "backoff_policy_seen"), "true");
  EXPECT_EQ(value_of(rendered("rescued", Template::B), "backoff_policy_seen"), "false");
  EXPECT_EQ(value_of(rendered("rescued_after_a_retry", Template::B), "backoff_policy_seen"), "true");
}

TEST(Renderings, KeepTheVerdictOfTheGate_AndHoldWithoutOne) {
  EXPECT_EQ(value_of(rendered("probe_held", Template::A), "fallback_decision"), "hold");
  EXPECT_EQ(value_of(rendered("probe_promoted", Template::A), "fallback_decision"), "promote");
  EXPECT_EQ(value_of(rendered("probe_promoted", Template::D), "fallback_decision"), "promote");
  EXPECT_EQ(value_of(rendered("probe_promoted", Template::C), "fallback_decision"), "KEEP_PRIMARY");
}

TEST(Renderings, TellAnInvestigationAsAFailWithANote) {
  const Rendering rendering = rendered("ambiguous", Template::D);
  EXPECT_EQ(value_of(rendering, "operator_result"), "fail");
  EXPECT_TRUE(value_of(rendering, "notes").starts_with("investigate"));
  EXPECT_EQ(value_of(rendering, "response_family"), "unclassified");
  EXPECT_EQ(value_of(rendered("model_substituted", Template::B), "operator_decision"), "investigate");
}

TEST(Renderings, OfADayHaveNoModelAndNoProvidersWords) {
  for (const auto& [name, view] : views()) {
    const std::string text = to_text(render(view, Template::C), RenderingFormat::Yaml);
    EXPECT_NE(text.find("model_reference: <MODEL_ID>\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("gpt-5.1"), std::string::npos) << text;
  }
}

/// A trace as policy::Tracer writes it, which this room cannot run.
constexpr std::string_view kTrace =
    R"({"v":1,"kind":"trace","id":"01KVKQM7018M2YJ3PNX8G5Q0C1","ts":"2026-06-21T00:00:00.001000Z","config":1,)"
    R"("digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","seed":"00000000000000ff",)"
    R"("facts":{"route":"assistant","family":"chat_completions","streamed":true,"log_healthy":"true"},)"
    R"("events":[{"at_ns":0,"event":"start","fleet":[{"asked":"main","kind":"arrival","place":true,"breaker":"closed","tokens":10000,)"
    R"("tokens_after":10000,"limit":256,"open_again_ns":5}],"steps":["send:main:1"]},)"
    R"({"at_ns":1200,"event":"head","status":503,"content":"json","retry_after_ns":1000000000},)"
    R"({"at_ns":1300,"event":"error_body","parsed":true,"error":{"code":"server_is_overloaded","type":"other"},)"
    R"("fleet":[{"settled":"main","class":"overloaded","draws":1}],"steps":["close","wait"]}]})";

/// Every kind's line as the schemas see it, for the validator of the end-to-end tests.
TEST(GoldenLines, HoldEveryKindAndEveryEnd) {
  std::string lines;
  std::uint64_t seq = 0;
  for (const testing::NamedLine& line : testing::records_of_other_kinds()) lines += numbered(line.record, ++seq);
  for (const testing::NamedLine& line : testing::operations_of_every_end()) lines += numbered(line.record, ++seq);
  lines += numbered(std::string(kTrace), ++seq);
  const std::string name = "name";
  lines += numbered(render(testing::longest(name)), ++seq);
  lines += numbered(render(testing::probe_of_an_error()), ++seq);
  testing::expect_golden(lines, "tests/golden/render/lines.jsonl");
}

TEST(RenderingsPage, ShowsEveryTemplateWithAnExample) {
  std::string page =
      "# The record in the templates of reviews\n\n"
      "`jurymast log render ID --as a|b|c|d|e [--format json|yaml|markdown]` prints an operation or a probe in one of five forms, "
      "joined with\n"
      "the configuration, the contract and the verdict that belong to it. Made from the tables of the code by `make golden`; a "
      "test compares.\n\n"
      "* A value that a template has no place for is printed as it is, told on the error output, and makes the exit code 3. It is "
      "never bent\n"
      "  into an allowed one: a redirect stays `3xx`, a client that left `client_abort`.\n"
      "* What is not known is the template's own word for that (`NOT_RETURNED`, `hold`), else `unknown`. Nothing is invented.\n"
      "* Of a client's own request a rule decides in the operator's place: `pass` where it was served, `fail` where it was not, "
      "`investigate`\n"
      "  where it was cut short, is ambiguous, or came from another model than the requested one.\n"
      "* The gate's verdict comes from a gate record that names the record as evidence; without one it is `hold`.\n";
  for (std::size_t i = 0; i < kTemplateNames.size(); ++i) {
    const auto form = static_cast<Template>(i);
    page += fmt::format("\n## {}: {}\n\n| field | values | meaning |\n|---|---|---|\n", kTemplateNames[i], purpose_of(form));
    for (const TemplateField& field : fields_of(form)) {
      const std::string allowed = field.allowed.empty() ? "" : fmt::format("`{}`", fmt::join(field.allowed, "`, `"));
      page += fmt::format("| `{}` | {} | {} |\n", field.name, allowed, field.meaning);
    }
    const bool of_an_operation = form == Template::E;
    const std::string example = to_text(rendered(of_an_operation ? "rescued" : "probe_promoted", form), format_of(form));
    page += fmt::format("\n```{}\n{}```\n", kRenderingFormatNames[static_cast<std::size_t>(format_of(form))], example);
  }
  testing::expect_golden(page, "docs/renderings.md");
}

}  // namespace
}  // namespace jurymast::record
