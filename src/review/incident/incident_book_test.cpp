#include "review/incident/incident_book.hpp"

#include <gtest/gtest.h>

#include "record/line.hpp"
#include "record/test_steps.hpp"

namespace jurymast::review {
namespace {

namespace records = record::testing;

std::string line_of(const record::IncidentRecord& record, std::uint64_t seq) {
  std::string line;
  record::number_line(render(record), seq, line);
  line.pop_back();
  return line;
}

TEST(IncidentBook, HoldsWhatWasSaidOfEach_AndKnowsWhichAreOpen) {
  IncidentBook book;
  const record::IncidentRecord opened = records::incident_opened();
  book.take(line_of(opened, 1));
  book.take(line_of(records::incident_followed_up(), 2));
  ASSERT_NE(book.find(opened.id), nullptr);
  EXPECT_EQ(book.find(opened.id)->said.size(), 2U);
  EXPECT_EQ(book.find(opened.id)->said[1].seq, 2U);
  EXPECT_EQ(book.find(records::operation_id(1)), nullptr);
  EXPECT_EQ(*book.open_on("assistant"), book.find(opened.id));
  EXPECT_EQ(*book.open_on("another"), nullptr);
  record::IncidentRecord second = opened;
  second.id = second.incident = records::operation_id(70);
  book.take(line_of(second, 3));
  ASSERT_FALSE(book.open_on("assistant"));
  EXPECT_EQ(book.open_on("assistant").error().code, Code::Denied);
  second.event = record::IncidentEvent::Closed;
  second.id = records::operation_id(71);
  book.take(line_of(second, 4));
  EXPECT_EQ(*book.open_on("assistant"), book.find(opened.id));
  EXPECT_FALSE(book.find(second.incident)->is_open());
}

TEST(IncidentBook, PassesOverDamagedLines_AndWhatIsAboutNoOpening) {
  IncidentBook book;
  std::string damaged = line_of(records::incident_opened(), 1);
  damaged.replace(damaged.find("INC-7"), 5, "INC-8");
  book.take(damaged);
  book.take(line_of(records::incident_followed_up(), 2));
  book.take("no line");
  EXPECT_TRUE(book.stories().empty());
}

}  // namespace
}  // namespace jurymast::review
