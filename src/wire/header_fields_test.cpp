#include "wire/header_fields.hpp"

#include <gtest/gtest.h>

#include <string>

#include "wire/http_chars.hpp"

namespace jurymast::wire {
namespace {

TEST(HeaderName, IsComparedWithoutRegardToAsciiCase) {
  EXPECT_TRUE(same_header_name("Content-Length", "content-LENGTH"));
  EXPECT_FALSE(same_header_name("Content-Length", "Content_Length"));
  EXPECT_FALSE(same_header_name("a", "ab"));
  EXPECT_FALSE(same_header_name("@", "`"));
  EXPECT_FALSE(same_header_name("\xc3\x89", "\xc3\xa9"));
  EXPECT_TRUE(same_header_name("", ""));
}

TEST(HeaderName, DiffersByAnyByteInAnyPlaceUnlessByCaseAlone) {
  const auto is_letter = [](int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  for (std::size_t size = 1; size <= 20; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      std::string name(size, 'q');
      for (int byte = 0; byte < 256; ++byte) {
        name[place] = static_cast<char>(byte);
        std::string other = name;
        other[place] = static_cast<char>(byte ^ 0x20);
        EXPECT_TRUE(same_header_name(name, name));
        EXPECT_EQ(same_header_name(name, other), is_letter(byte)) << "byte " << byte << " at " << place << " of " << size;
        other[place] = static_cast<char>(byte ^ 0x80);
        EXPECT_FALSE(same_header_name(name, other)) << "byte " << byte << " at " << place << " of " << size;
      }
    }
  }
}

TEST(HeaderFields, FindTheFirstOfAName) {
  HeaderFields fields;
  fields.push({"A", "1"});
  fields.push({"b", "2"});
  fields.push({"B", "3"});
  EXPECT_EQ(fields.value("B"), "2");
  EXPECT_EQ(fields.find("c"), nullptr);
  EXPECT_EQ(fields.value("c"), "");
  EXPECT_EQ(fields.end() - fields.begin(), 3);
}

TEST(HeaderFields, TakeNoMoreThanTheLimit) {
  HeaderFields fields;
  for (std::size_t i = 0; i < limits::kHeaderCountMax; ++i) EXPECT_TRUE(fields.push({"a", "b"}));
  EXPECT_FALSE(fields.push({"a", "b"}));
  EXPECT_EQ(fields.size(), limits::kHeaderCountMax);
  fields.clear();
  EXPECT_EQ(fields.find("a"), nullptr);
}

TEST(CharClasses, AreThoseOfTheGrammar) {
  constexpr std::string_view kSeparators = "\"(),/:;<=>?@[\\]{} \t";
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    const bool visible = i > 0x20 && i < 0x7f;
    EXPECT_EQ(is_token_char(c), visible && kSeparators.find(c) == std::string_view::npos) << i;
    EXPECT_EQ(is_field_char(c), visible || i == ' ' || i == '\t' || i >= 0x80) << i;
    EXPECT_EQ(is_target_char(c), visible && c != '#') << i;
  }
}

TEST(ListItems, AreTakenTrimmed) {
  std::string_view list = " a ,, b\t,c";
  EXPECT_EQ(take_list_item(list), "a");
  EXPECT_EQ(take_list_item(list), "");
  EXPECT_EQ(take_list_item(list), "b");
  EXPECT_EQ(take_list_item(list), "c");
  EXPECT_TRUE(list.empty());
}

}  // namespace
}  // namespace jurymast::wire
