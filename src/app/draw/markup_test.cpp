#include "app/draw/markup.hpp"

#include <gtest/gtest.h>

namespace jurymast::app {
namespace {

TEST(Markup, WritesOutWhatWouldBeReadAsMarkup) {
  EXPECT_EQ(escaped("</text><script>alert(\"x\" & 'y')"), "&lt;/text&gt;&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)");
  EXPECT_EQ(escaped("1.03× → größer 😀\n"), "1.03× → größer 😀\n");
}

TEST(Markup, ReplacesWhatNoDocumentMayHold) {
  EXPECT_EQ(escaped(std::string_view("a\0b\x1b[31m", 8)), "a\uFFFDb\uFFFD[31m");
  EXPECT_EQ(escaped("\x7f\xC2\x85"), "\uFFFD\uFFFD") << "C1 controls are none either";
  EXPECT_EQ(escaped("\xEF\xBF\xBF"), "\uFFFD");
}

TEST(Markup, ReplacesEachByteOfBrokenText) {
  EXPECT_EQ(escaped("\xC3"), "\uFFFD") << "cut";
  EXPECT_EQ(escaped("\xC3<"), "\uFFFD&lt;") << "what follows is still seen";
  EXPECT_EQ(escaped("\xC0\xBC"), "\uFFFD\uFFFD") << "a longer form of <";
  EXPECT_EQ(escaped("\xE0\x80\xBC"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(escaped("\xED\xA0\x80"), "\uFFFD") << "half of a surrogate pair";
  EXPECT_EQ(escaped("\xF5\x80\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD") << "beyond the last character";
}

TEST(Markup, MakesElements) {
  EXPECT_EQ(element("td", "a < b"), "<td>a &lt; b</td>");
  EXPECT_EQ(element("td", "1", "number"), "<td class=\"number\">1</td>");
}

}  // namespace
}  // namespace jurymast::app
