#include "app/contract/contract_snapshot.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/contract/contract_page.hpp"
#include "app/contract/test_page_server.hpp"
#include "app/exit_code.hpp"
#include "record/contract.hpp"
#include "record/line.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;
using store::testing::TemporaryDirectory;
using testing::PageServer;

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

/// A documentation server and a gateway that takes records, with the pack and the configuration that lead to them.
class ContractSnapshot : public ::testing::Test {
 protected:
  ContractSnapshot() {
    std::signal(SIGPIPE, SIG_IGN);
    docs_.put_page("/docs/chat", "the page");
    docs_.put_page("/docs/", "<a href=\"/docs/chat\">chat</a>");
    gateway_.put("/records", std::string(kOk));
    write_config(gateway_.address());
    write("pack.toml",
          "[pack]\nname = \"mine\"\ntitle = \"Mine\"\nindex = \"docs\"\n"
          "[families.chat_completions]\nsource = \"chat\"\npath = \"/v1/chat/completions\"\nauth = \"bearer\"\n"
          "response.object = \"chat.completion\"\n"
          "[sources.chat]\nurl = \"" +
              docs_.url("/docs/chat") +
              "\"\naccessed = \"2026-07-02\"\npurpose = \"All.\"\nsupports = [\"chat_completions\"]\n"
              "[sources.docs]\nurl = \"" +
              docs_.url("/docs/") + "\"\naccessed = \"2026-07-02\"\npurpose = \"The map.\"\nsupports = [\"discovery\"]\n");
  }

  std::string place(const std::string& name) const { return directory_.path() + "/" + name; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(place(name), std::ios::binary) << text; }
  void write_config(const std::string& admin) const {
    write("jurymast.toml",
          "[server]\nadmin = \"" + admin + "\"\nstate = \"" + place("state") +
              "\"\n[clients.web]\nkey = { env = \"NOT_SET\" }\n[targets.main]\nbase_url = \"https://api.example/v1\"\n"
              "families = [\"chat_completions\"]\ncontract = \"" +
              place("pack.toml") + "\"\n[routes.assistant]\nfamily = \"chat_completions\"\nprimary = \"main\"\nmode = \"off\"\n");
  }
  /// The log as it is once the gateway has written this record.
  void write_log(const std::string& record) const {
    std::filesystem::create_directories(place("state/log"));
    std::string line;
    record::number_line(record, 1, line);
    write("state/log/current.jsonl", line);
  }

  struct Ran {
    int exit = 0;
    Json page;  ///< the first one
    std::string complaints;
  };
  Ran run(ContractSnapshotOptions options) {
    if (options.pack.empty() && options.route.empty()) options.pack = place("pack.toml");
    options.config = place("jurymast.toml");
    options.json = true;
    SystemClock clock;
    Random random(1);
    std::FILE* const out = std::tmpfile();
    std::FILE* const complaints = std::tmpfile();
    const int exit = run_contract_snapshot(options, {clock, random}, {nullptr, out, complaints});
    const Json report = Json::parse(drain(out), nullptr, false);
    return {exit, report.is_object() ? report["pages"][0] : Json(), drain(complaints)};
  }
  static std::string drain(std::FILE* file) {
    std::rewind(file);
    std::string text(1 << 20, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
  }

  TemporaryDirectory directory_;
  PageServer docs_;
  PageServer gateway_;
};

TEST_F(ContractSnapshot, RecordsAPageThatStandsAndIsListed) {
  const Ran ran = this->run({});
  ASSERT_EQ(ran.exit, kPass) << ran.complaints << ran.page.dump();
  EXPECT_TRUE(ran.page["recorded"].get<bool>());
  const auto record = record::read_contract(ran.page["record"].dump());
  const std::string posted = gateway_.requests().at(0);
  EXPECT_EQ(posted.rfind("POST /records HTTP/1.1", 0), 0U);
  const auto taken = record::read_contract(posted.substr(posted.find("\r\n\r\n") + 4));
  ASSERT_TRUE(taken) << posted;
  EXPECT_EQ(taken->pack, "mine");
  EXPECT_EQ(taken->reachable, record::Tri::True);
  EXPECT_EQ(taken->listed, record::Tri::True);
  EXPECT_EQ(taken->status, 200U);
  EXPECT_EQ(taken->http_route, "/v1/chat/completions");
  EXPECT_EQ(version_of(*taken), ran.page["version"].get<std::string>());
  EXPECT_EQ(posted.find("the page"), std::string::npos);
}

TEST_F(ContractSnapshot, OfARouteTakesThePacksOfItsTargets) {
  ContractSnapshotOptions options;
  options.route = "assistant";
  const Ran ran = this->run(options);
  EXPECT_EQ(ran.exit, kPass) << ran.complaints;
  EXPECT_EQ(ran.page["source"], "chat");
  options.route = "nobody";
  EXPECT_EQ(this->run(options).exit, kUsage);
}

TEST_F(ContractSnapshot, TellsAPageThatIsRefusedFromOneThatNobodyAnswersFor) {
  docs_.put("/docs/chat", "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone");
  Ran ran = this->run({});
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_EQ(ran.page["findings"][0]["id"], "page_refused");
  EXPECT_EQ(ran.page["record"]["reachable"], "false");
  EXPECT_EQ(ran.page["record"]["status"], 404);
  EXPECT_FALSE(ran.page["record"].contains("digest"));
  docs_.put("/docs/chat", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut");
  ran = this->run({});
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_EQ(ran.page["findings"][0]["id"], "page_unanswered");
  EXPECT_EQ(ran.page["record"]["reachable"], "unknown");
  EXPECT_FALSE(ran.page["record"].contains("status"));
}

TEST_F(ContractSnapshot, TellsWhereAPageMovedTo_AndDoesNotFollow) {
  docs_.put("/docs/chat", "HTTP/1.1 301 Moved\r\nLocation: /docs/talk\r\nContent-Length: 0\r\n\r\n");
  const Ran ran = this->run({});
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_EQ(ran.page["findings"][0]["id"], "page_moved");
  EXPECT_EQ(ran.page["findings"][0]["message"], "301: it has moved to " + docs_.url("/docs/talk"));
  for (const std::string& request : docs_.requests()) EXPECT_EQ(request.find("GET /docs/talk"), std::string::npos);
}

TEST_F(ContractSnapshot, ReadsNoMoreOfAPageThanItsBound) {
  docs_.put_page("/docs/chat", std::string(kPageBytesMax + 1, 'x'));
  const Ran ran = this->run({});
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_EQ(ran.page["findings"][0]["id"], "page_too_large");
}

TEST_F(ContractSnapshot, TellsAPageThatTheIndexDoesNotName) {
  docs_.put_page("/docs/", "<a href=\"/docs/chat-legacy\">another</a>");
  const Ran ran = this->run({});
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_EQ(ran.page["findings"][0]["id"], "docs_page_unlisted");
  EXPECT_EQ(ran.page["record"]["listed"], "false");
}

TEST_F(ContractSnapshot, TellsAPageThatIsNotTheOneLastRecorded_AndCallsTheSamePageByTheSameVersion) {
  const Ran first = this->run({});
  write_log(first.page["record"].dump());
  const Ran same = this->run({});
  EXPECT_EQ(same.exit, kPass) << same.page.dump();
  EXPECT_EQ(same.page["version"], first.page["version"]);
  docs_.put_page("/docs/chat", "another page");
  const Ran changed = this->run({});
  EXPECT_EQ(changed.exit, kCheckFailed);
  EXPECT_EQ(changed.page["findings"][0]["id"], "page_changed");
  EXPECT_NE(changed.page["findings"][0]["message"].get<std::string>().find(first.page["version"].get<std::string>()),
            std::string::npos);
  EXPECT_NE(changed.page["version"], first.page["version"]);
}

TEST_F(ContractSnapshot, TakesAPageOutOfAFile_AndDoesNotSayThatItWasReached) {
  write("page.html", "the page");
  ContractSnapshotOptions options;
  options.source = "chat";
  options.file = place("page.html");
  const Ran ran = this->run(options);
  EXPECT_EQ(ran.exit, kPass) << ran.complaints;
  EXPECT_EQ(ran.page["record"]["reachable"], "unknown");
  EXPECT_EQ(ran.page["version"], this->run({}).page["version"]);
  options.source.clear();
  options.all = true;
  EXPECT_EQ(this->run(options).exit, kUsage);
}

TEST_F(ContractSnapshot, CountsASavedPageAsReachedOnTheDayThatIsStated_AndSaysThatAPersonStatesIt) {
  write("page.html", "the page");
  write("index.html", "<a href=\"/docs/chat\">chat</a>");
  ContractSnapshotOptions options;
  options.file = place("page.html");
  options.read_on = "2026-07-03";
  options.index_file = place("index.html");
  const Ran ran = this->run(options);
  EXPECT_EQ(ran.exit, kPass) << ran.complaints;
  EXPECT_EQ(ran.page["record"]["reachable"], "true");
  EXPECT_EQ(ran.page["record"]["listed"], "true");
  EXPECT_EQ(ran.page["record"]["supplied"], true);
  EXPECT_EQ(ran.page["record"]["accessed"], "2026-07-03T23:59:59.999999Z");
  EXPECT_EQ(ran.page["version"].get<std::string>().rfind("chat_completions@2026-07-03#", 0), 0U);
  EXPECT_TRUE(docs_.requests().empty()) << "a page out of a file is looked up nowhere";
  write("index.html", "nothing");
  EXPECT_EQ(this->run(options).page["findings"][0]["id"], "docs_page_unlisted");
}

TEST_F(ContractSnapshot, TakesNoDayThatIsNoneOrHasNotCome_AndNoDayOfAPageThatIsFetched) {
  write("page.html", "the page");
  ContractSnapshotOptions options;
  options.file = place("page.html");
  for (const char* const day : {"2999-01-01", "2026-02-30", "yesterday", "2026-07-03T00:00:00Z"}) {
    options.read_on = day;
    const Ran ran = this->run(options);
    EXPECT_EQ(ran.exit, kUsage) << day;
    EXPECT_NE(ran.complaints.find(day), std::string::npos) << ran.complaints;
  }
  options.file.clear();
  options.read_on = "2026-07-03";
  EXPECT_NE(this->run(options).complaints.find("name it with --file PAGE"), std::string::npos);
  EXPECT_TRUE(gateway_.requests().empty());
}

TEST_F(ContractSnapshot, SaysThatNothingWasRecorded_WhereNoGatewayAnswers) {
  write_config("127.0.0.1:1");
  const Ran ran = this->run({});
  EXPECT_EQ(ran.exit, kPass);
  EXPECT_FALSE(ran.page["recorded"].get<bool>());
  EXPECT_EQ(ran.page["not_recorded"], "127.0.0.1:1 refused the connection");
  EXPECT_TRUE(ran.page["record"].is_object());
}

TEST_F(ContractSnapshot, OfAPackNeedsNoConfiguration_AndSaysThatNoGatewayIsKnown) {
  write("jurymast.toml", "nonsense");
  const Ran ran = this->run({});
  EXPECT_EQ(ran.exit, kPass);
  EXPECT_EQ(ran.page["not_recorded"].get<std::string>().rfind("no gateway is known: " + place("jurymast.toml") + ":1:", 0), 0U)
      << ran.page["not_recorded"];
  ContractSnapshotOptions route;
  route.route = "assistant";
  EXPECT_EQ(this->run(route).exit, kUsage);
}

TEST_F(ContractSnapshot, FailsWhereTheGatewayDoesNotTakeTheRecord) {
  gateway_.put("/records", "HTTP/1.1 422 No\r\nContent-Length: 33\r\n\r\n{\"error\":{\"message\":\"not today\"}}\n");
  const Ran ran = this->run({});
  EXPECT_EQ(ran.exit, kToolFailed);
  EXPECT_NE(ran.page["not_recorded"].get<std::string>().find("not today"), std::string::npos);
}

TEST_F(ContractSnapshot, OfAPageWithoutAFamilyMakesNoRecord) {
  ContractSnapshotOptions options;
  options.source = "docs";
  const Ran ran = this->run(options);
  EXPECT_EQ(ran.exit, kPass) << ran.page.dump();
  EXPECT_FALSE(ran.page.contains("record"));
  EXPECT_EQ(ran.page["reachable"], "true");
  EXPECT_TRUE(gateway_.requests().empty());
}

TEST(IndexNamesPage, ByItsAddressOrItsPath_AndNothingLonger) {
  const std::string url = "https://docs.example/api/chat";
  EXPECT_TRUE(names_page("- [Chat](https://docs.example/api/chat.md): how", url));
  EXPECT_TRUE(names_page("<a href=\"/api/chat\">", url));
  EXPECT_TRUE(names_page("see https://docs.example/api/chat.", url));
  EXPECT_TRUE(names_page("https://docs.example/api/chat/\n", url));
  EXPECT_FALSE(names_page("<a href=\"/api/chat-legacy\">", url));
  EXPECT_FALSE(names_page("<a href=\"/v2/api/chat\">", url));
  EXPECT_FALSE(names_page("https://docs.example/api/chat/embeddings", url));
  EXPECT_FALSE(names_page("", url));
}

}  // namespace
}  // namespace jurymast::app
