#include "mock/control.hpp"

#include <gtest/gtest.h>

#include "mock/plan_probe.hpp"

namespace jurymast::mock {
namespace {

constexpr MonotonicTime kStart{std::chrono::hours(1)};

class Control : public ::testing::Test {
 protected:
  explicit Control(MockSettings settings = {}) : desk_(std::move(settings), kStart) {}

  ControlReply call(std::string_view method, std::string_view path, std::string_view body = {}) {
    return control({method, path, body}, desk_, kStart);
  }

  MockDesk desk_;
};

class InspectingControl : public Control {
 protected:
  static MockSettings inspecting() {
    MockSettings settings;
    settings.allow_inspect = true;
    return settings;
  }
  InspectingControl() : Control(inspecting()) {}
};

TEST(ControlPath, IsTheRootAndWhatLiesBelow) {
  EXPECT_TRUE(is_control_path("/_mock"));
  EXPECT_TRUE(is_control_path("/_mock/faults"));
  EXPECT_FALSE(is_control_path("/_mocked"));
  EXPECT_FALSE(is_control_path("/v1/models"));
}

TEST_F(Control, FaultsAreReplacedShownAndCleared) {
  EXPECT_EQ(call("POST", "/_mock/faults", R"({"rules":[{"fault":"503"}]})").status, 200);
  EXPECT_EQ(call("GET", "/_mock/faults").body, R"({"rules":[{"model":"*","fault":{"status":"503"}}]})");
  EXPECT_EQ(call("POST", "/_mock/faults", R"({"rules":[{"fault":"429"}]})").status, 200);
  EXPECT_EQ(desk_.api.rules().size(), 1U);
  EXPECT_EQ(call("DELETE", "/_mock/faults").status, 200);
  EXPECT_TRUE(desk_.api.rules().empty());
}

TEST_F(Control, PagesOfTheDocumentationAreChangedAndRestored) {
  EXPECT_EQ(call("POST", "/_mock/docs", R"({"page":"/docs/chat","removed":true})").status, 200);
  EXPECT_EQ(desk_.api.documentation().answer("/docs/chat")->status, 404);
  EXPECT_EQ(call("POST", "/_mock/docs", R"({"page":"/docs/none"})").status, 400);
  EXPECT_EQ(call("POST", "/_mock/docs", R"({"page":"/docs/chat","removed":1})").status, 400);
  EXPECT_EQ(call("POST", "/_mock/docs", R"({"page":"/docs/chat","text":""})").status, 400);
  EXPECT_EQ(call("DELETE", "/_mock/docs").status, 200);
  EXPECT_EQ(desk_.api.documentation().answer("/docs/chat")->status, 200);
}

TEST_F(Control, RulesThatCannotBeReadChangeNothing) {
  EXPECT_EQ(call("POST", "/_mock/faults", R"({"rules":[{"fault":"503"}]})").status, 200);
  const ControlReply reply = call("POST", "/_mock/faults", R"({"rules":[{"fault":"no such"}]})");
  EXPECT_EQ(reply.status, 400);
  EXPECT_NE(reply.body.find("rules[0]"), std::string::npos);
  EXPECT_EQ(desk_.api.rules().size(), 1U);
}

TEST_F(Control, DownRefusesConnectionsUnlessAFaultIsNamed) {
  EXPECT_EQ(call("POST", "/_mock/down", R"({"for_ms":300})").refuse, std::chrono::milliseconds(300));
  const ControlReply reply = call("POST", "/_mock/down", R"({"for_ms":300,"as":"503"})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.refuse, std::nullopt);
  EXPECT_EQ(call("POST", "/_mock/down", "{}").status, 400);
  EXPECT_EQ(call("POST", "/_mock/down", R"({"for_ms":300,"as":"sideways"})").status, 400);
  EXPECT_EQ(call("POST", "/_mock/down", R"({"for_ms":300,"as":503})").status, 400);
}

TEST_F(Control, AttemptsAreShownAndCleared) {
  desk_.log.add({});
  EXPECT_EQ(probe::json_of(call("GET", "/_mock/attempts").body).size(), 1U);
  EXPECT_EQ(call("DELETE", "/_mock/attempts").status, 200);
  EXPECT_EQ(call("GET", "/_mock/attempts").body, "[]");
}

TEST_F(Control, ConcurrencyAndPaceAreSet_AndResetPutsThemBack) {
  EXPECT_EQ(call("POST", "/_mock/concurrency", R"({"slots":2})").status, 200);
  EXPECT_EQ(desk_.slots.limit(), 2U);
  EXPECT_EQ(call("POST", "/_mock/pace", R"({"tokens":40,"token_every_ms":5})").status, 200);
  EXPECT_EQ(call("GET", "/_mock/pace").body,
            R"({"tokens":40,"first_token_ms":0,"token_every_ms":5,"background_ms":200})");
  desk_.log.add({});
  EXPECT_EQ(call("POST", "/_mock/reset").status, 200);
  EXPECT_EQ(desk_.slots.limit(), 0U);
  EXPECT_EQ(desk_.api.pace(), Pace{});
  EXPECT_EQ(desk_.log.count(), 0U);
}

TEST_F(Control, RefusesMembersItDoesNotKnow) {
  EXPECT_EQ(call("POST", "/_mock/pace", R"({"token":40})").status, 400);
  EXPECT_EQ(call("POST", "/_mock/pace", R"({"tokens":-1})").status, 400);
  EXPECT_EQ(call("POST", "/_mock/concurrency", R"({"slots":"2"})").status, 400);
  EXPECT_EQ(call("POST", "/_mock/concurrency", "[").status, 400);
}

TEST_F(Control, UnknownControlsAre404_AndWrongMethods405) {
  EXPECT_EQ(call("GET", "/_mock/fault").status, 404);
  EXPECT_EQ(call("PUT", "/_mock/faults").status, 405);
  EXPECT_EQ(call("GET", "/_mock").status, 200);
  EXPECT_EQ(call("GET", "/_mock/").status, 200);
}

TEST_F(Control, KeepsNoRequestUnlessThatIsAllowed) {
  desk_.last_head = "head";
  EXPECT_EQ(call("GET", "/_mock/last-request").status, 403);
}

TEST_F(InspectingControl, GivesTheLastRequestByteForByte) {
  EXPECT_EQ(call("GET", "/_mock/last-request").status, 404);
  desk_.last_head = "GET / HTTP/1.1\r\n\r\n";
  desk_.last_body = std::string("a\0\xff", 3);
  EXPECT_EQ(call("GET", "/_mock/last-request").body, desk_.last_head + desk_.last_body);
  EXPECT_EQ(call("GET", "/_mock/last-request/head").body, desk_.last_head);
  EXPECT_EQ(call("GET", "/_mock/last-request/body").body, desk_.last_body);
}

}  // namespace
}  // namespace jurymast::mock
