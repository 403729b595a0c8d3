#include "evidence/contract_request.hpp"

#include <gtest/gtest.h>

#include "evidence/test_pack.hpp"

namespace jurymast::evidence {
namespace {

using Told = std::vector<std::string>;

ObservedRequest good() {
  return {.family = Family::ChatCompletions,
          .method = "POST",
          .path = "/v1/chat/completions",
          .auth_scheme = "bearer",
          .members = {"model", "messages", "temperature"},
          .model = "gpt-5.1"};
}

Told found_in(const ObservedRequest& request) { return told(check_request(test_pack(), request)); }

TEST(RequestCheck, FindsNothingInADocumentedRequest) {
  EXPECT_EQ(found_in(good()), Told{});
  ObservedRequest behind_a_prefix = good();
  behind_a_prefix.path = "/api/v1/chat/completions";
  EXPECT_EQ(found_in(behind_a_prefix), Told{});
}

TEST(RequestCheck, FindsEachDeviation_AndNoOther) {
  ObservedRequest request = good();
  request.method = "GET";
  EXPECT_EQ(found_in(request), Told{"method_differs method"});
  request = good();
  request.path = "/chat/completions";
  EXPECT_EQ(found_in(request), Told{"path_differs path"});
  request = good();
  request.path = "/v1/responses";
  EXPECT_EQ(found_in(request), Told{"wrong_surface path"});
  request = good();
  request.auth_scheme = "basic";
  EXPECT_EQ(found_in(request), Told{"auth_scheme_differs auth_scheme"});
  request = good();
  request.members = {"model"};
  EXPECT_EQ(found_in(request), Told{"request_member_missing /messages"});
  request = good();
  request.model = "o3-mini";
  EXPECT_EQ(found_in(request), Told{"documented_family_differs /model"});
}

TEST(AuthScheme, IsToldWithoutTheKey) {
  EXPECT_EQ(auth_scheme_of("Bearer planted"), "bearer");
  EXPECT_EQ(auth_scheme_of("bearer planted"), "bearer");
  EXPECT_EQ(auth_scheme_of("Basic planted"), "basic");
  EXPECT_EQ(auth_scheme_of("planted"), "other");
  EXPECT_EQ(auth_scheme_of(""), "none");
}

}  // namespace
}  // namespace jurymast::evidence
