#include "app/contract/contract_command.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/contract/contract_report.hpp"
#include "app/contract/contract_verify.hpp"
#include "app/exit_code.hpp"
#include "config/fake_secrets.hpp"
#include "config/load_contract_pack.hpp"
#include "evidence/contract_finding.hpp"
#include "review/claims.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = JURYMAST_SOURCE_DIR;

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A command's exit code with what it wrote.
struct Ran {
  int exit = 0;
  std::string out;
  std::string complaints;
};

std::string drain(std::FILE* file) {
  std::rewind(file);
  std::string text(1 << 20, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

template <class Run>
Ran ran(Run run) {
  std::FILE* const out = std::tmpfile();
  std::FILE* const complaints = std::tmpfile();
  const int exit = run(Streams{nullptr, out, complaints});
  return {exit, drain(out), drain(complaints)};
}

Ran show(const ContractShowOptions& options) {
  return ran([&](const Streams& streams) { return run_contract_show(options, streams); });
}

Ran verify(ContractVerifyOptions options) {
  SystemClock clock;
  config::FakeSecrets secrets;
  return ran([&](const Streams& streams) { return run_contract_verify(options, {clock, secrets}, streams); });
}

/// A file of a test with this text.
std::string file_with(const std::string& name, const std::string& text) {
  const fs::path path = fs::path(::testing::TempDir()) / ("jurymast-contract-" + name);
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::vector<evidence::ContractPack> packs() {
  std::vector<evidence::ContractPack> packs;
  for (const evidence::ShippedPack& shipped : evidence::shipped_packs()) {
    packs.push_back(config::load_contract_pack(shipped.text, shipped.name).pack.value());
  }
  return packs;
}

/// A format of the table, and how files of it end.
struct Form {
  TableFormat format;
  const char* ending;
};

TEST(ContractTable, OfEachPackIsTheGoldenOne) {
  for (const evidence::ContractPack& pack : packs()) {
    for (const Form& form : {Form{TableFormat::Text, "txt"}, {TableFormat::Markdown, "md"}, {TableFormat::Json, "json"}}) {
      const ContractTableOptions options{pack.name, form.format};
      const Ran table = ran([&](const Streams& streams) { return run_contract_table(options, streams); });
      EXPECT_EQ(table.exit, kPass) << table.complaints;
      const fs::path golden = kRoot / "tests/golden/contract" / (pack.name + "." + form.ending);
      // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, before any thread.
      if (std::getenv("GOLDEN_UPDATE") != nullptr) std::ofstream(golden, std::ios::binary) << table.out;
      EXPECT_EQ(table.out, contents(golden)) << golden << " is stale; run the tests with GOLDEN_UPDATE=1 and review the difference";
    }
  }
}

TEST(ContractPacks, ClaimNothingThatNoCheckHereCanShow) {
  const review::ClaimSearch claims;
  const auto expect_none = [&](const std::string& sentence) {
    const review::Rule* const broken = claims.first_in(sentence);
    EXPECT_EQ(broken, nullptr) << broken->id << ": " << sentence;
  };
  for (const evidence::ContractPack& pack : packs()) {
    expect_none(pack.title);
    for (const evidence::ContractSource& source : pack.sources) expect_none(source.purpose);
    for (const evidence::ContractDetail& detail : pack.details) {
      expect_none(detail.verify);
      expect_none(detail.wording);
    }
  }
  for (const evidence::DeviationRow& row : evidence::deviations()) {
    expect_none(std::string(row.means));
    expect_none(std::string(row.remedy));
  }
}

TEST(ContractFindings, AreAllToldInTheManual) {
  const std::string manual = contents(kRoot / "docs/contracts.md");
  for (const evidence::DeviationRow& row : evidence::deviations()) {
    EXPECT_NE(manual.find("| `" + std::string(row.id) + "` |"), std::string::npos) << row.id;
  }
}

TEST(ContractList, NamesEveryShippedPack) {
  const Ran list = ran([](const Streams& streams) { return run_contract_list({}, streams); });
  EXPECT_EQ(list.exit, kPass);
  for (const evidence::ShippedPack& shipped : evidence::shipped_packs()) EXPECT_NE(list.out.find(shipped.name), std::string::npos);
}

TEST(ContractShow, PrintsAPackThatCanBeSavedUnderAnotherNameAndAddress) {
  EXPECT_EQ(show({.pack = "cometapi", .name = {}, .sources = {}}).out, evidence::shipped_pack("cometapi")->text);
  const Ran changed = show({.pack = "openai_compatible", .name = "mine", .sources = {"chat=http://127.0.0.1:9/docs/chat"}});
  ASSERT_EQ(changed.exit, kPass) << changed.complaints;
  const auto loaded = config::load_contract_pack(changed.out, "saved.toml");
  ASSERT_TRUE(loaded.pack) << loaded.problem_text();
  EXPECT_EQ(loaded.pack->name, "mine");
  EXPECT_EQ(loaded.pack->source("chat")->url, "http://127.0.0.1:9/docs/chat");
  EXPECT_EQ(show({.pack = file_with("saved.toml", changed.out), .name = {}, .sources = {}}).out, changed.out);
}

TEST(ContractShow, SaysWhatItCannotChange) {
  EXPECT_EQ(show({.pack = "openai_compatible", .name = {}, .sources = {"page=http://127.0.0.1:9/"}}).complaints,
            "jurymast contract: the pack has no source \"page\"; it has: chat, responses, specification, reference, help_center, "
            "retry_backoff, overload\n");
  EXPECT_EQ(show({.pack = "openai_compatible", .name = {}, .sources = {"chat=nonsense"}}).exit, kUsage);
  EXPECT_EQ(show({.pack = "openai_compatible", .name = "No Name", .sources = {}}).exit, kUsage);
  EXPECT_EQ(show({.pack = "comet", .name = {}, .sources = {}}).exit, kUsage);
}

TEST(ContractShow, RefusesAPackWithAClaim) {
  std::string text(evidence::shipped_pack("openai_compatible")->text);
  const std::string before = "wording = \"";
  text.insert(text.find(before) + before.size(), "It is cheaper. ");
  const Ran refused = show({.pack = file_with("claim.toml", text), .name = {}, .sources = {}});
  EXPECT_EQ(refused.exit, kUsage);
  EXPECT_NE(refused.complaints.find("Chat request path, wording: claim/price: "), std::string::npos) << refused.complaints;
}

TEST(ContractVerify, TellsEachDeviationOfAFixtureWithItsPageAndRemedy) {
  const std::string answer =
      file_with("answer.json", R"({"family":"chat_completions","status":200,"content_type":"application/json",
    "body":{"object":"chat.completion","choices":[]}})");
  const Ran checked = verify({.pack = "openai_compatible", .fixtures = {answer}, .target = {}, .model = {}});
  EXPECT_EQ(checked.exit, kCheckFailed);
  EXPECT_EQ(checked.out,
            answer +
                ": differs from what openai_compatible documents\n"
                "  empty_choices at /choices: a successful answer holds no choice and no output\n"
                "    treat it as a failed answer\n"
                "  documented at https://platform.openai.com/docs/api-reference/chat (the day it was read is unknown)\n");
}

TEST(ContractVerify, PassesARequestAndAStreamAsDocumented) {
  const std::string request = file_with("request.json", R"({"family":"responses","method":"POST","path":"/v1/responses",
    "auth_scheme":"bearer","body":{"model":"gpt-5.1","input":"x"}})");
  const std::string stream = file_with("stream.json", R"({"family":"chat_completions","streamed":true,"status":200,
    "content_type":"text/event-stream","body":"data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"})");
  const Ran checked = verify({.pack = "openai_compatible", .fixtures = {request, stream}, .target = {}, .model = {}});
  EXPECT_EQ(checked.exit, kPass) << checked.out << checked.complaints;
}

TEST(ContractVerify, FindsBasicAuthenticationAndAWrongPath) {
  const std::string request = file_with("basic.json", R"({"family":"chat_completions","method":"POST","path":"/v1/completions",
    "auth_scheme":"basic","body":{"model":"m","messages":[]}})");
  const Ran checked = verify({.pack = "openai", .fixtures = {request}, .target = {}, .model = {}, .format = "json"});
  EXPECT_EQ(checked.exit, kCheckFailed);
  EXPECT_NE(checked.out.find("auth_scheme_differs"), std::string::npos);
  EXPECT_NE(checked.out.find("path_differs"), std::string::npos);
  EXPECT_NE(checked.out.find("\"counts_for_gate\": false"), std::string::npos);
}

TEST(ContractVerify, HoldsAnOpenapiDocumentAgainstAPack_AndSaysWhatItDoesNotTell) {
  const std::string bare = file_with("openapi.json", R"({"openapi":"3.0.0","paths":{"/v1/chat/completions":{"post":{}}}})");
  const Ran checked = verify({.pack = "openai_compatible", .fixtures = {}, .openapi = bare, .target = {}, .model = {}});
  EXPECT_EQ(checked.exit, kCheckFailed) << checked.complaints;
  EXPECT_NE(checked.out.find(bare + ", chat_completions: not known: the document does not tell how a key is sent; "),
            std::string::npos)
      << checked.out;
  EXPECT_NE(checked.out.find("document_path_missing at /paths: no path ends with /responses"), std::string::npos) << checked.out;
  const std::string both =
      file_with("both.json", R"({"openapi":"3.0.0","paths":{"/chat/completions":{"post":{}},"/responses":{"post":{}}}})");
  const Ran unknown = verify({.pack = "openai_compatible", .fixtures = {}, .openapi = both, .target = {}, .model = {}});
  EXPECT_EQ(unknown.exit, kHold) << "what the document does not tell is neither as documented nor a deviation";
  EXPECT_EQ(verify({.pack = "openai", .fixtures = {both}, .openapi = both, .target = {}, .model = {}}).exit, kUsage);
  EXPECT_EQ(verify({.pack = "openai", .fixtures = {}, .openapi = "/nowhere.json", .target = {}, .model = {}}).exit, kUsage);
}

TEST(ContractVerify, TellsItsFindingsInEveryFormat) {
  const std::string fixture =
      file_with("answer.json", R"({"family":"chat_completions","status":200,"content_type":"application/json",
    "body":{"object":"chat.completion","choices":[]}})");
  const auto told = [&](const char* format) {
    return verify({.pack = "openai_compatible", .fixtures = {fixture}, .target = {}, .model = {}, .format = format});
  };
  for (const std::string_view format : kPrintFormatNames) {
    const Ran ran = told(std::string(format).c_str());
    EXPECT_EQ(ran.exit, kCheckFailed) << format;
    EXPECT_NE(ran.out.find("empty_choices"), std::string::npos) << format << ran.out;
  }
  EXPECT_NE(told("junit").out.find("<failure type=\"fail\" message=\"empty_choices at /choices: "), std::string::npos);
  EXPECT_NE(told("tap").out.find("not ok 1 - "), std::string::npos);
  EXPECT_NE(told("markdown").out.find("| fail | "), std::string::npos);
  const auto sarif = nlohmann::json::parse(told("sarif").out);
  const auto& result = sarif.at("runs").at(0).at("results").at(0);
  EXPECT_EQ(result.at("ruleId"), "empty_choices");
  EXPECT_EQ(result.at("locations").at(0).at("physicalLocation").at("artifactLocation").at("uri"), fixture);
  EXPECT_EQ(told("pdf").exit, kUsage);
}

TEST(ContractVerify, RefusesFixturesItCannotRead) {
  const auto complaint = [](const std::string& text) {
    return verify({.pack = "openai", .fixtures = {file_with("bad.json", text)}, .target = {}, .model = {}}).complaints;
  };
  EXPECT_NE(complaint("nonsense").find("no JSON object"), std::string::npos);
  EXPECT_NE(complaint("{}").find("neither `status`"), std::string::npos);
  EXPECT_NE(complaint(R"({"status":100,"family":"responses"})").find("`status` takes a number from 200 to 599"), std::string::npos);
  EXPECT_NE(complaint(R"({"status":200,"family":"chat"})").find("`family` takes"), std::string::npos);
  EXPECT_NE(complaint(R"({"status":200,"family":"responses"})").find("`content_type` is needed"), std::string::npos);
  EXPECT_NE(complaint(R"({"method":"POST","family":"responses","key":"k"})").find("unknown member \"key\""), std::string::npos);
  EXPECT_EQ(verify({.pack = "openai", .fixtures = {}, .target = {}, .model = {}}).exit, kUsage);
  EXPECT_EQ(verify({.pack = "openai", .fixtures = {"/nowhere/f.json"}, .target = {}, .model = {}}).exit, kUsage);
}

}  // namespace
}  // namespace jurymast::app
