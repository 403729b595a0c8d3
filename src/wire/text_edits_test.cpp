#include "wire/text_edits.hpp"

#include <gtest/gtest.h>

namespace jurymast::wire {
namespace {

TEST(TextEdits, AreMadeWhereTheyWereMeasured_InWhateverOrderTheyWereAskedFor) {
  TextEdits edits;
  edits.replace({6, 1}, "six");
  edits.insert(2, "<");
  edits.cut({2, 2});
  edits.insert(2, ">");
  EXPECT_EQ(edits.applied_to("0123456789"), "01<>45six789");
}

TEST(TextEdits, WithoutAnyTheTextStays) { EXPECT_EQ(TextEdits().applied_to(" a "), " a "); }

TEST(TextEdits, MayTouchBothEnds) {
  TextEdits edits;
  edits.cut({0, 1});
  edits.insert(3, "!");
  EXPECT_EQ(edits.applied_to("abc"), "bc!");
}

/// `[ 1 ,2, 3 ]` with the elements dropped whose digits are in `dropped`, and parts put in at both ends.
std::string edited(std::string_view dropped, std::string_view front, std::string_view back) {
  ListEdit list(1, {{2, 1}, {5, 1}, {8, 1}});
  for (const char digit : dropped) list.drop(static_cast<std::size_t>(digit - '1'));
  if (!front.empty()) list.put_in_front(front);
  if (!back.empty()) list.put_at_end(back);
  TextEdits edits;
  list.write_to(edits);
  return edits.applied_to("[ 1 ,2, 3 ]");
}

TEST(ListEdit, TakesTheRightCommaAlong) {
  EXPECT_EQ(edited("", "", ""), "[ 1 ,2, 3 ]");
  EXPECT_EQ(edited("1", "", ""), "[ 2, 3 ]");
  EXPECT_EQ(edited("2", "", ""), "[ 1 ,3 ]");
  EXPECT_EQ(edited("3", "", ""), "[ 1 ,2 ]");
  EXPECT_EQ(edited("12", "", ""), "[ 3 ]");
  EXPECT_EQ(edited("13", "", ""), "[ 2 ]");
  EXPECT_EQ(edited("23", "", ""), "[ 1 ]");
  EXPECT_EQ(edited("123", "", ""), "[  ]");
}

TEST(ListEdit, PutsInAtBothEnds) {
  EXPECT_EQ(edited("", "f", "b"), "[f, 1 ,2, 3,b ]");
  EXPECT_EQ(edited("1", "f", "b"), "[f, 2, 3,b ]");
  EXPECT_EQ(edited("23", "f", "b"), "[f, 1,b ]");
  EXPECT_EQ(edited("123", "f", ""), "[f  ]");
  EXPECT_EQ(edited("123", "", "b"), "[b  ]");
  EXPECT_EQ(edited("123", "f", "b"), "[f,b  ]");
}

TEST(ListEdit, PutsSeveralInTheirOrder_IntoAnEmptyListToo) {
  ListEdit list(1, {});
  list.put_in_front("1");
  list.put_in_front("2");
  list.put_at_end("3");
  list.put_at_end("4");
  TextEdits edits;
  list.write_to(edits);
  EXPECT_EQ(edits.applied_to("[]"), "[1,2,3,4]");
}

}  // namespace
}  // namespace jurymast::wire
