#include "review/document.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "review/fields.hpp"
#include "review/lint.hpp"
#include "review/markdown.hpp"
#include "review/sentences.hpp"
#include "review/sources.hpp"
#include "review/text_guard.hpp"

namespace jurymast::review {
namespace {

constexpr std::string_view kText =
    "# Title\n"
    "\n"
    "Some prose that\n"
    "goes on. And ends; here.\n"
    "| Area | Source |\n"
    "|---|---|\n"
    "| chat | a \\| b |\n"
    "\n"
    "## Set-up\n"
    "\n"
    "```sh\n"
    "always available\n"
    "```\n"
    "- **Rollback owner:** platform\n"
    "\n"
    "> ### Quoted\n"
    "> | Key | Value |\n"
    "> |---|---|\n"
    "> | Stop condition | when it hurts |\n";

TEST(Markdown, GivesBlocksSectionsAndTablesWithTheirLines) {
  const Document document = *read_markdown(kText);
  ASSERT_EQ(document.sections.size(), 3U);
  EXPECT_EQ(document.sections[0].title, "Title");
  EXPECT_EQ(document.sections[0].last_line, 19U);
  EXPECT_EQ(document.sections[1].title, "Set-up");
  EXPECT_EQ(document.sections[1].heading_line, 9U);
  EXPECT_EQ(document.sections[2].heading_line, 16U);
  ASSERT_EQ(document.tables.size(), 2U);
  EXPECT_EQ(document.tables[0].header.line, 5U);
  EXPECT_EQ(document.tables[0].header.cells, (std::vector<std::string_view>{"Area", "Source"}));
  ASSERT_EQ(document.tables[0].rows.size(), 1U);
  EXPECT_EQ(document.tables[0].rows[0].line, 7U);
  EXPECT_EQ(document.tables[0].rows[0].cells, (std::vector<std::string_view>{"chat", "a \\| b"}));
  EXPECT_EQ(document.tables[1].header.line, 17U);
  EXPECT_TRUE(document.is_code(12));
  EXPECT_FALSE(document.is_code(14));
}

TEST(Markdown, ProseBeforeATableIsKept_AndCodeIsNoProse) {
  const Document document = *read_markdown(kText);
  const std::vector<std::string_view> sentences = sentences_of(document);
  const auto has = [&](std::string_view text) { return std::find(sentences.begin(), sentences.end(), text) != sentences.end(); };
  EXPECT_TRUE(has("Some prose that\ngoes on"));
  EXPECT_TRUE(has("And ends"));
  EXPECT_TRUE(has("chat"));
  EXPECT_FALSE(has("always available"));
}

TEST(Markdown, FieldsAreLinesRowsOrSections) {
  const Document document = *read_markdown(kText);
  EXPECT_EQ(find_field(document, "Rollback owner")->value, "platform");
  EXPECT_EQ(find_field(document, "Rollback owner")->line, 14U);
  EXPECT_EQ(find_field(document, "Stop condition")->value, "when it hurts");
  EXPECT_EQ(find_field(document, "Set-up")->line, 9U);
  EXPECT_FALSE(find_field(document, "Last reviewed").has_value());
}

TEST(Markdown, PlacesCountCodePoints) {
  const std::string text = "a\nGrüße – x\n";
  const Document document = *read_markdown(text);
  EXPECT_EQ(document.place_of(text.find('x')), (Place{2, 9}));
}

TEST(Markdown, WhatIsNoTextIsRefusedWithItsLine) {
  const auto refused = [](std::string_view text) { return read_markdown(text).error().message; };
  EXPECT_NE(refused(std::string_view("a\nb\0c", 5)).find("line 2 holds a control character at byte 2"), std::string::npos);
  EXPECT_NE(refused("a\rb").find("line 1 holds a control character at byte 2"), std::string::npos);
  EXPECT_NE(refused("a\n\xC0\xAF").find("line 2 is not UTF-8 at byte 1"), std::string::npos);
  EXPECT_NE(refused("\xED\xA0\x80").find("not UTF-8"), std::string::npos);
  EXPECT_NE(refused(std::string(kTextBytesMax + 1, 'a')).find("256 KiB"), std::string::npos);
  EXPECT_NE(refused(std::string(kTextLineBytesMax + 1, 'a')).find("longer than"), std::string::npos);
  EXPECT_NE(refused(std::string(kTextLinesMax + 1, '\n')).find("5000 lines"), std::string::npos);
  EXPECT_NE(refused(std::string(200, '>')).find("nested too deeply"), std::string::npos);
  EXPECT_NE(refused(std::string(kPipesPerLineMax + 1, '|')).find("fewer columns"), std::string::npos);
}

std::string repeated(std::string_view part, std::size_t bytes) {
  std::string text;
  while (text.size() + part.size() <= bytes) text += part;
  return text;
}

/// The whole text at its bound, one line after the other of the same kind.
std::string filled_with(std::string_view line) {
  std::string text;
  for (std::size_t lines = 0; lines < kTextLinesMax && text.size() + line.size() < kTextBytesMax; ++lines)
    text.append(line).append("\n");
  return text;
}

TEST(Markdown, LinesMayEndAsOnWindows) {
  const std::string text = "# Title\r\n\r\n- Rollback owner: platform\r\n";
  const Document document = *read_markdown(text);
  EXPECT_EQ(document.sections.front().title, "Title");
  EXPECT_EQ(find_field(document, "Rollback owner")->value, "platform");
}

TEST(Markdown, HostileTextsAreReadWithinTheirBounds) {
  const std::string deep_quotes = repeated("> ", kIndentBytesMax);
  const std::string deep_lists = repeated("- ", kIndentBytesMax);
  for (const std::string& line :
       {repeated("[", 4000), repeated("![](", 4000), repeated("*_", 4000), repeated("`", 4000), repeated("a`", 4000),
        repeated("<", 4000), repeated("&", 4000), repeated("\\", 4000), deep_quotes + "x", deep_lists + "x",
        std::string(110, ' ') + "- x", std::string("|-|"), repeated("|a", 80), std::string("[a]: b"), std::string("```"),
        std::string("<!--"), std::string()}) {
    const std::string text = filled_with(line);
    ASSERT_TRUE(lint(TextKind::Runbook, text, {}).has_value()) << line.substr(0, 20);
  }
  // A staircase of lists, and a table whose every row lacks most of its columns.
  std::string stairs;
  for (std::size_t i = 0; i < 58; ++i) stairs += std::string(2 * i, ' ') + "- a\n";
  ASSERT_TRUE(read_markdown(stairs + filled_with("").substr(0, 4000)).has_value());
  std::string table = repeated("|a", 76) + "|\n" + repeated("|-", 76) + "|\n";
  for (std::size_t i = 0; i < 4900; ++i) table += "|b|\n";
  ASSERT_TRUE(read_markdown(table).has_value());
}

}  // namespace
}  // namespace jurymast::review
