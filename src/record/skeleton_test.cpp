#include "record/skeleton.hpp"

#include <gtest/gtest.h>

namespace jurymast::record {
namespace {

std::string bones(std::string_view json) {
  const auto made = skeleton(json);
  EXPECT_TRUE(made) << made.error().message;
  return made.value_or("");
}

TEST(Skeleton, OfARequest_KeepsItsStructureAndTheWordsOfTheApi) {
  EXPECT_EQ(
      bones(R"({"model":"gpt-x","stream":true,"temperature":0.7,"messages":[{"role":"system","content":"Be kind to Jane."},
                      {"role":"user","content":[{"type":"text","text":""},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}],
                      "response_format":{"type":"json_schema","json_schema":{"name":"claim","strict":true,"schema":{"type":"object",
                      "properties":{"customer_name":{"type":"string"},"iban":{"type":"string"}},"required":["customer_name"]}}}})"),
      R"({"model":"<string:1-16>","stream":true,"temperature":0,"messages":[{"role":"system","content":"<string:1-16>"},)"
      R"({"role":"user","content":[{"type":"text","text":"<string:0>"},{"type":"image_url","image_url":{"url":"<string:17-64>"}}]}],)"
      R"("response_format":{"type":"json_schema","json_schema":{"name":"<string:1-16>","strict":true,"schema":{"type":"object",)"
      R"("properties":{"<key>":{"type":"string"},"<key:2>":{"type":"string"}},"required":["<string:1-16>"]}}}})");
}

TEST(Skeleton, OfAnAnswer) {
  EXPECT_EQ(
      bones(R"({"id":"chatcmpl-1","object":"chat.completion","created":1732204800,"choices":[{"index":0,"finish_reason":"stop",
                      "message":{"role":"assistant","content":"Dear Jane, your balance is 12","refusal":null}}],"usage":{"total_tokens":21}})"),
      R"({"id":"<string:1-16>","object":"chat.completion","created":0,"choices":[{"index":0,"finish_reason":"stop",)"
      R"("message":{"role":"assistant","content":"<string:17-64>","refusal":null}}],"usage":{"total_tokens":0}})");
}

TEST(Skeleton, AWordCountsOnlyInTheMemberItBelongsTo) {
  EXPECT_EQ(bones(R"({"content":"user","role":"jane","type":"stop","status":"completed"})"),
            R"({"content":"<string:1-16>","role":"<string:1-16>","type":"<string:1-16>","status":"completed"})");
  EXPECT_EQ(bones(R"({"role":"system developer","type":" "})"), R"({"role":"<string:1-16>","type":"<string:1-16>"})");
}

TEST(Skeleton, LengthsAreRanges) {
  for (const auto& [bytes, range] : std::vector<std::pair<std::size_t, std::string>>{
           {0, "0"}, {1, "1-16"}, {16, "1-16"}, {17, "17-64"}, {257, "257-1024"}, {4096, "1025-4096"}, {4097, "4097-"}}) {
    EXPECT_EQ(bones("\"" + std::string(bytes, 'x') + "\""), "\"<string:" + range + ">\"");
  }
}

TEST(Skeleton, LongArraysAndObjectsAreCutAndCounted) {
  std::string array = "[0";
  std::string object = "{\"k0\":0";
  for (int i = 1; i < 40; ++i) {
    array += ",0";
    object += ",\"k" + std::to_string(i) + "\":0";
  }
  EXPECT_NE(bones(array + "]").find(R"("<more:8>"])"), std::string::npos);
  EXPECT_NE(bones(object + "}").find(R"("<more>":"<more:8>"})"), std::string::npos);
}

TEST(Skeleton, WhatIsNoJson_TooLargeOrTooDeep_IsRefused) {
  EXPECT_EQ(skeleton("{\"a\":").error().code, Code::Invalid);
  EXPECT_EQ(skeleton("").error().code, Code::Invalid);
  EXPECT_EQ(skeleton(std::string(kSkeletonInputBytesMax + 1, ' ')).error().code, Code::Exhausted);
  EXPECT_EQ(skeleton(std::string(100'000, '[')).error().code, Code::Exhausted);
  EXPECT_TRUE(skeleton(std::string(kSkeletonDepthMax, '[') + std::string(kSkeletonDepthMax, ']')));
  std::string wide = "0";
  for (int level = 0; level < 4; ++level) {
    std::string next = "[" + wide;
    for (int i = 1; i < 20; ++i) next += "," + wide;
    wide = next + "]";
  }
  EXPECT_EQ(skeleton(wide).error().code, Code::Exhausted);
}

}  // namespace
}  // namespace jurymast::record
