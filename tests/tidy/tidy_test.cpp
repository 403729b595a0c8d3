#include <gtest/gtest.h>

#include <string>

#include "promises.hpp"
#include "room_rules.hpp"
#include "size_rules.hpp"
#include "word_rules.hpp"

namespace jurymast::tidy {
namespace {

/// What the rules say of one line of code at that place; empty where they say nothing.
std::string included_at(const std::string& path, const std::string& line) {
  const Findings findings = check_includes(read_source(path, line + "\n"));
  return findings.empty() ? "" : findings.front().message;
}

std::size_t word_findings(const std::string& path, const std::string& text) {
  return check_words(read_source(path, text)).size();
}

std::size_t coroutine_findings(const std::string& text) {
  return check_coroutines(read_source("src/http/x.cpp", text)).size();
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "  step();\n";
  return text;
}

TEST(Rooms, MayIncludeWhatTheTableLists) {
  EXPECT_EQ(included_at("src/policy/a.cpp", "#include \"policy/b.hpp\""), "");
  EXPECT_EQ(included_at("src/policy/a.cpp", "#include \"wire/http_head.hpp\""), "");
  EXPECT_EQ(included_at("src/app/a.cpp", "#include \"control/b.hpp\""), "");
}

TEST(Rooms, MayNotIncludeARoomAboveThem) {
  EXPECT_NE(included_at("src/wire/a.cpp", "#include \"policy/exchange.hpp\""), "");
  EXPECT_NE(included_at("src/base/a.hpp", "#include \"wire/http_head.hpp\""), "");
  EXPECT_NE(included_at("src/http/a.cpp", "#include \"proxy/operation.hpp\""), "");
}

TEST(Rooms, PolicyAndEvidence_ProxyAndControl_NeverMeet) {
  EXPECT_NE(included_at("src/policy/a.cpp", "#include \"evidence/gate.hpp\""), "");
  EXPECT_NE(included_at("src/evidence/a.cpp", "#include \"policy/exchange.hpp\""), "");
  EXPECT_NE(included_at("src/proxy/a.cpp", "#include \"control/admin_handler.hpp\""), "");
  EXPECT_NE(included_at("src/control/a.cpp", "#include \"proxy/operation.hpp\""), "");
}

TEST(Rooms, ConfigSeesTheSettingsOfRoomsAbove_AndNothingElseOfThem) {
  EXPECT_EQ(included_at("src/config/a.cpp", "#include \"store/settings.hpp\""), "");
  EXPECT_NE(included_at("src/config/a.cpp", "#include \"store/journal.hpp\""), "");
  EXPECT_NE(included_at("src/wire/a.cpp", "#include \"store/settings.hpp\""), "");
}

TEST(Rooms, IncludesAreWrittenFromTheRoot) {
  EXPECT_NE(included_at("src/wire/a.cpp", "#include \"b.hpp\""), "");
  EXPECT_NE(included_at("src/wire/a.cpp", "#include \"wire/../policy/b.hpp\""), "");
  EXPECT_NE(included_at("src/wire/a.cpp", "#include \"cellar/b.hpp\""), "");
  EXPECT_NE(included_at("src/cellar/a.cpp", "#include \"base/b.hpp\""), "");
}

TEST(Rooms, OnlyTestsMaySeeTestSupport) {
  EXPECT_EQ(included_at("src/http/a_test.cpp", "#include \"support/raw_peer.hpp\""), "");
  EXPECT_NE(included_at("src/http/a.cpp", "#include \"support/raw_peer.hpp\""), "");
}

TEST(Libraries, StayInTheirRooms) {
  EXPECT_EQ(included_at("src/http/a.cpp", "#include <boost/asio/io_context.hpp>"), "");
  EXPECT_NE(included_at("src/app/a.cpp", "#include <boost/asio/io_context.hpp>"), "");
  EXPECT_NE(included_at("src/wire/a.cpp", "#include <openssl/evp.h>"), "");
  EXPECT_NE(included_at("src/record/a.cpp", "#include <simdjson.h>"), "");
  EXPECT_NE(included_at("src/policy/a.cpp", "#include <nlohmann/json.hpp>"), "");
  EXPECT_NE(included_at("src/proxy/a.cpp", "#include <toml++/toml.h>"), "");
  EXPECT_NE(included_at("src/config/a.cpp", "#include <CLI/CLI.hpp>"), "");
}

TEST(Libraries, TestsMayReadTomlAndJson) {
  EXPECT_EQ(included_at("src/policy/a_test.cpp", "#include <nlohmann/json.hpp>"), "");
  EXPECT_EQ(included_at("src/policy/a_test.cpp", "#include <toml++/toml.h>"), "");
}

TEST(Core, IncludesNothingOfTheWorldOutside) {
  EXPECT_NE(included_at("src/policy/a.cpp", "#include <thread>"), "");
  EXPECT_NE(included_at("src/record/a.cpp", "#include <filesystem>"), "");
  EXPECT_NE(included_at("src/wire/a.cpp", "#include <sys/socket.h>"), "");
  EXPECT_EQ(included_at("src/http/a.cpp", "#include <sys/socket.h>"), "");
  EXPECT_EQ(included_at("src/record/a_test.cpp", "#include <filesystem>"), "");
}

TEST(Core, NamesNothingOfTheWorldOutside) {
  EXPECT_EQ(word_findings("src/policy/a.cpp", "std::mutex mutex_;\n"), 1U);
  EXPECT_EQ(word_findings("src/record/a.cpp", "auto home = getenv(\"HOME\");\n"), 1U);
  EXPECT_EQ(word_findings("src/store/a.cpp", "std::mutex mutex_;\n"), 0U);
}

TEST(Words, ClocksAndRandomnessHaveOnePlace) {
  EXPECT_EQ(word_findings("src/proxy/a.cpp", "const auto now = std::chrono::steady_clock::now();\n"), 1U);
  EXPECT_EQ(word_findings("src/policy/a.cpp", "const auto now = std::chrono::system_clock::now();\n"), 1U);
  EXPECT_EQ(word_findings("src/app/clock.cpp", "const auto now = std::chrono::steady_clock::now();\n"), 0U);
  EXPECT_EQ(word_findings("src/policy/a.cpp", "std::random_device seed;\n"), 1U);
  EXPECT_EQ(word_findings("src/proxy/a.cpp", "int n = std::rand();\n"), 1U);
}

TEST(Words, BannedNamesAreFoundEverywhere) {
  EXPECT_EQ(word_findings("src/app/a.cpp", "#include <iostream>\n"), 1U);
  EXPECT_EQ(word_findings("src/app/a.cpp", "std::regex pattern;\n"), 1U);
  EXPECT_EQ(word_findings("src/app/a.cpp", "worker.detach();\n"), 1U);
  EXPECT_EQ(word_findings("src/app/a.hpp", "using namespace std;\n"), 1U);
  EXPECT_EQ(word_findings("src/app/a.hpp", "using namespace std::chrono_literals;\n"), 0U);
}

TEST(Words, TestsAreNeverSwitchedOff) {
  EXPECT_EQ(word_findings("src/wire/a_test.cpp", "TEST(Suite, DISABLED_Name) {\n"), 1U);
  EXPECT_EQ(word_findings("src/wire/a_test.cpp", "  GTEST_SKIP();\n"), 1U);
}

TEST(Words, InCommentsAndTextsAreNoCode) {
  EXPECT_EQ(word_findings("src/app/a.cpp", "// never std::regex\nconst char* text = \"std::rand\";\n"), 0U);
  EXPECT_EQ(word_findings("src/app/a.cpp", "const char* text = R\"(std::rand \" steady_clock::now)\";\n"), 0U);
  EXPECT_EQ(word_findings("src/app/a.cpp", "/* std::regex\n std::regex */ std::regex real;\n"), 1U);
  EXPECT_EQ(word_findings("src/app/a.cpp", "const int n = 1'000; std::regex a; const int m = 2'000;\n"), 1U);
}

TEST(Words, NotesToOneselfAreFoundInAnyFile) {
  EXPECT_EQ(word_findings("docs/a.md", "TODO: write this\n"), 1U);
  EXPECT_EQ(word_findings("src/wire/a.cpp", "// FIXME later\n"), 1U);
  EXPECT_EQ(word_findings("docs/a.md", "a todo list\n"), 0U);
}

TEST(Words, WordsOfTheWorkshopAreFoundInAnyFile) {
  EXPECT_EQ(word_findings("docs/a.md",
                          "see /work/"
                          "plan.md\n"),
            1U);
  EXPECT_EQ(word_findings("src/wire/a.cpp", "// as R53 asks\n"), 1U);
  EXPECT_EQ(word_findings("src/wire/a.cpp", "int R1 = 0; auto RFC7230 = 1;\n"), 0U);
}

TEST(Sizes, ALongFunctionIsFound_AndAShortOneIsNot) {
  EXPECT_EQ(check_sizes(read_source("src/a/a.cpp", "void run() {\n" + lines(59) + "}\n")).size(), 1U);
  EXPECT_EQ(check_sizes(read_source("src/a/a.cpp", "void run() {\n" + lines(58) + "}\n")).size(), 0U);
  EXPECT_EQ(check_sizes(read_source("src/a/a.cpp", "A::A(int b) : b_{b}, c_(b) {\n" + lines(60) + "}\n")).size(), 1U);
  EXPECT_EQ(check_sizes(read_source("src/a/a_test.cpp", "TEST(A, B) {\n" + lines(60) + "}\n")).size(), 1U);
}

TEST(Sizes, TypesTablesAndNamespacesAreNoFunctions) {
  EXPECT_EQ(check_sizes(read_source("src/a/a.hpp", "namespace a {\nclass B {\n" + lines(70) + "};\n}\n")).size(), 0U);
  EXPECT_EQ(check_sizes(read_source("src/a/a.cpp", "constexpr std::array kRows = {\n" + lines(70) + "};\n")).size(),
            0U);
}

TEST(Sizes, AMethodInsideAClassIsMeasured) {
  EXPECT_EQ(
      check_sizes(read_source("src/a/a.hpp", "class B {\n  int run(int a) const {\n" + lines(60) + "}\n};\n")).size(),
      1U);
}

TEST(Sizes, ALongFileIsFound) {
  const std::string row = "int a;\n";
  std::string text;
  for (std::size_t i = 0; i <= kFileLinesMax; ++i) text += row;
  EXPECT_EQ(check_sizes(read_source("src/a/a.cpp", text)).size(), 1U);
  EXPECT_EQ(check_sizes(read_source("src/a/a.cpp", text.substr(row.size()))).size(), 0U);
}

TEST(Coroutines, BracedTemporariesAndLambdasAreFound) {
  EXPECT_EQ(coroutine_findings("void f() {\n  co_await send(Request{a, b});\n}\n"), 1U);
  EXPECT_EQ(coroutine_findings("void f() {\n  Answer answer{co_await text(), b};\n}\n"), 1U);
  EXPECT_EQ(coroutine_findings("void f() {\n  co_await run([held] { held->go(); });\n}\n"), 1U);
  EXPECT_EQ(coroutine_findings("void f() {\n  auto request = Request{a};\n  co_await send(std::move(request));\n}\n"),
            0U);
}

TEST(Promises, EachRowNamesTestsThatExist) {
  const std::vector<SourceText> repository{
      read_source("src/policy/budget_test.cpp", "TEST(Budget, NeverGoesBelowZero) {\n}\n"),
      read_source("tests/e2e/happy.test.mjs", "  each('a stream arrives whole', async () => {\n"),
      read_source("src/wire/CMakeLists.txt",
                  "jurymast_fuzz(chunked wire chunked_fuzz.cpp)\nadd_test(NAME tidy COMMAND x)\n")};
  const auto findings = [&](const std::string& tests) {
    const std::string table = "| promise | how | shown by |\n|---|---|---|\n| it holds | so | " + tests + " |\n";
    return check_promises(read_source("docs/promises.md", table), repository).size();
  };
  EXPECT_EQ(findings("`Budget.NeverGoesBelowZero`, `happy.test.mjs: a stream arrives whole`, `ctest tidy`, `ctest "
                     "fuzz_corpus_chunked`"),
            0U);
  EXPECT_EQ(findings("`Budget.NeverGoesBelow`"), 1U);
  EXPECT_EQ(findings("`happy.test.mjs: a stream arrives in part`"), 1U);
  EXPECT_EQ(findings("`ctest tidines`"), 1U);
  EXPECT_EQ(findings("a good feeling"), 1U);
}

}  // namespace
}  // namespace jurymast::tidy
