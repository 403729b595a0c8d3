#include "wire/content_kind.hpp"

#include <gtest/gtest.h>

namespace jurymast::wire {
namespace {

ContentKind kind_of(std::string_view type) {
  HeaderFields fields;
  fields.push({"Content-Type", type});
  return content_kind_of(fields);
}

bool foreign(std::string_view coding) {
  HeaderFields fields;
  fields.push({"Content-Encoding", coding});
  return has_foreign_encoding(fields);
}

TEST(ContentKind, IsNoneWhereNothingIsSaid) {
  EXPECT_EQ(content_kind_of(HeaderFields()), ContentKind::None);
  EXPECT_EQ(kind_of(""), ContentKind::None);
}

TEST(ContentKind, IsJsonByTypeOrSuffix_WhateverCaseAndParameters) {
  for (const std::string_view type : {"application/json", "Application/JSON; charset=utf-8", "application/json ;a=b",
                                      "application/problem+json", "application/vnd.api+JSON;v=1"}) {
    EXPECT_EQ(kind_of(type), ContentKind::Json) << type;
  }
  for (const std::string_view type :
       {"application/jsonl", "application/json-seq", "+json", "text/plain; a=application/json"}) {
    EXPECT_EQ(kind_of(type), ContentKind::Other) << type;
  }
}

TEST(ContentKind, KnowsStreamsAndPages) {
  EXPECT_EQ(kind_of("text/event-stream; charset=utf-8"), ContentKind::EventStream);
  EXPECT_EQ(kind_of("TEXT/HTML"), ContentKind::Html);
  EXPECT_EQ(kind_of("application/xhtml+xml"), ContentKind::Html);
  EXPECT_EQ(kind_of("text/plain"), ContentKind::Other);
}

TEST(ForeignEncoding, IsAnythingButIdentity) {
  EXPECT_FALSE(has_foreign_encoding(HeaderFields()));
  EXPECT_FALSE(foreign(""));
  EXPECT_FALSE(foreign("Identity"));
  EXPECT_TRUE(foreign("gzip"));
  EXPECT_TRUE(foreign("identity, br"));
}

TEST(ForeignEncoding, IsLookedForInEveryField) {
  HeaderFields fields;
  fields.push({"content-encoding", "identity"});
  fields.push({"content-encoding", "gzip"});
  EXPECT_TRUE(has_foreign_encoding(fields));
}

}  // namespace
}  // namespace jurymast::wire
