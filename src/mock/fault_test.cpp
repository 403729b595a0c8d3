#include "mock/fault.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace jurymast::mock {
namespace {

using std::chrono::milliseconds;

TEST(FaultText, ReadsTermsWithEqualsAndWithDashes) {
  EXPECT_EQ(parse_fault("status=503,delay=200ms").value(), parse_fault("503,delay-200ms").value());
  const Fault fault = parse_fault("cut-event-3,cut-end").value();
  EXPECT_EQ(fault.cut_event, 3U);
  EXPECT_EQ(fault.cut, CutHow::End);
}

TEST(FaultText, AStatusMayCarryItsRetryAfter) {
  const Fault fault = parse_fault("429-after-2").value();
  EXPECT_EQ(fault.status, 429U);
  EXPECT_EQ(fault.retry_after, "2");
}

TEST(FaultText, TimesAreMillisecondsWhereNoUnitIsSaid) {
  EXPECT_EQ(parse_fault("slow-first=2000").value().slow_first, milliseconds(2000));
  EXPECT_EQ(parse_fault("slow-first-2000ms").value().slow_first, milliseconds(2000));
  EXPECT_EQ(parse_fault("slow-first-2s").value().slow_first, milliseconds(2000));
}

TEST(FaultText, ValuesKeepEqualsSigns) {
  EXPECT_EQ(parse_fault("redirect=https://h/?a=b").value().redirect, "https://h/?a=b");
}

TEST(FaultText, SizesTakeUnits) { EXPECT_EQ(parse_fault("huge=5MiB").value().huge, 5U * 1024 * 1024); }

TEST(FaultText, UsualWordsStandForMembers) {
  EXPECT_TRUE(parse_fault("silence").value().silent);
  EXPECT_EQ(parse_fault("no-terminator").value().cut, CutHow::NoTerminator);
  EXPECT_EQ(parse_fault("no-usage").value().omit, std::vector<std::string>{"usage"});
}

TEST(FaultText, RefusesWhatItDoesNotKnow_AndSaysWhatItTakes) {
  EXPECT_NE(parse_fault("cut-evnt=3").error().message.find("cut-evnt"), std::string::npos);
  EXPECT_NE(parse_fault("cut=half").error().message.find("no-terminator"), std::string::npos);
  for (const char* const text : {"status=99", "status=600", "delay=2h", "delay=-1s", "huge=2GiB", "drip-bytes=0",
                                 "html=maybe", "head-bytes=2MiB", "omit=", "503x", "tokens=", "stall-event=x"}) {
    EXPECT_FALSE(parse_fault(text)) << text;
  }
}

TEST(FaultText, AListIsBounded) {
  std::string text;
  for (std::size_t i = 0; i <= kFaultListMax; ++i) text += "omit=a,";
  EXPECT_FALSE(parse_fault(text));
}

TEST(FaultText, IsReadBackAsItWasWritten) {
  for (const char* const text :
       {"", "503", "429-after-2", "after-ms=1500", "cut-byte=120,cut=end", "cut-head=9",
        "error-event=1,error-form=flat,error-code=x", "header=X-A: 1,header=X-B: 2", "omit=usage,omit=id",
        "framing=close", "silent", "drip-bytes=3,drip-every=5ms", "stall=2s,stall-byte=9", "html,502", "early=413",
        "idle-close=50ms", "refuse=500ms", "finish=none", "tokens=0,huge=77"}) {
    const Fault fault = parse_fault(text).value();
    EXPECT_EQ(parse_fault(fault_text(fault)).value(), fault) << text;
  }
}

TEST(FaultText, EveryMemberOfTheTableIsReadBack) {
  Fault fault;
  fault.status = 500;
  for (const auto& [name, value] :
       fault_members(parse_fault("503,error-code=a,error-type=b,error-message=c,error-param=d,content-type=e,"
                                 "encoding=gzip,error-in-200,empty,empty-body,wrong-object,malformed,refusal,"
                                 "tool-call,bad-arguments,buffered,pace=1ms,malformed-event=2,comments=3,no-done,"
                                 "add-done,late-data,unterminated,crlf,reset,close,stale")
                         .value())) {
    EXPECT_TRUE(set_fault_member(fault, name, value)) << name;
  }
  EXPECT_EQ(fault_members(fault).size(), 27U);
}

TEST(FaultText, TheManualNamesEveryMember) {
  std::ifstream file(JURYMAST_SOURCE_DIR "/docs/mock.md");
  std::stringstream manual;
  manual << file.rdbuf();
  for (const std::string_view name : fault_member_names()) {
    EXPECT_NE(manual.str().find("`" + std::string(name)), std::string::npos) << name;
  }
}

TEST(FaultText, LeavesOutTheBodyACallerGave) {
  Fault fault;
  fault.body = "secret";
  EXPECT_EQ(fault_text(fault), "body");
}

TEST(FaultOfModel, ReadsShortAndSpelledOutNames) {
  EXPECT_EQ(fault_of_model("mock-503").value().status, 503U);
  EXPECT_EQ(fault_of_model("mock-429-after-2").value().retry_after, "2");
  EXPECT_EQ(fault_of_model("mock-cut-event-3").value().cut_event, 3U);
  EXPECT_TRUE(fault_of_model("mock-silent").value().silent);
  EXPECT_EQ(fault_of_model("mock-fault:status=503,after=2").value().status, 503U);
}

TEST(FaultOfModel, AnyOtherNameIsHealthy) {
  for (const char* const model : {"", "gpt-5.1", "mock", "mock-1", "mock-large", "mock-5035"}) {
    EXPECT_EQ(fault_of_model(model).value(), Fault{}) << model;
  }
}

TEST(FaultOfModel, ASpelledOutFaultMustBeReadable) { EXPECT_FALSE(fault_of_model("mock-fault:cut-evnt=3")); }

}  // namespace
}  // namespace jurymast::mock
