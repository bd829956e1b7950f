//
// THIS FILE HAS BEEN GENERATED AUTOMATICALLY
// DO NOT CHANGE IT MANUALLY UNLESS YOU KNOW WHAT YOU'RE DOING
//
// GENERATED USING @colyseus/schema 5.0.34
//
#ifndef __SCHEMA_CODEGEN_HUMANSTATE_H__
#define __SCHEMA_CODEGEN_HUMANSTATE_H__ 1

#include "schema.h"
#include <typeinfo>
#include <typeindex>

using namespace colyseus::schema;


namespace Troupe {
class HumanState : public Schema {
public:
	 uint16_t netId = 0;
	 bool performer = false;
	 string nameEn = "";
	 string nameKo = "";
	 string bodyId = "";

	HumanState() {
		this->_indexes = {{0, "netId"}, {1, "performer"}, {2, "nameEn"}, {3, "nameKo"}, {4, "bodyId"}};
		this->_types = {{0, "uint16"}, {1, "boolean"}, {2, "string"}, {3, "string"}, {4, "string"}};
		this->_childPrimitiveTypes = {};
		this->_childSchemaTypes = {};
	}

	virtual ~HumanState() {

	}

protected:
	inline uint16_t getUint16(const string &field)
	{
		if (field == "netId")
		{
			return this->netId;

		}
		return Schema::getUint16(field);
	}

	inline void setUint16(const string &field, uint16_t value)
	{
		if (field == "netId")
		{
			this->netId = value;
			return;

		}
		return Schema::setUint16(field, value);
	}
	inline bool getBoolean(const string &field)
	{
		if (field == "performer")
		{
			return this->performer;

		}
		return Schema::getBoolean(field);
	}

	inline void setBoolean(const string &field, bool value)
	{
		if (field == "performer")
		{
			this->performer = value;
			return;

		}
		return Schema::setBoolean(field, value);
	}
	inline string getString(const string &field)
	{
		if (field == "nameEn")
		{
			return this->nameEn;

		} else if (field == "nameKo")
		{
			return this->nameKo;

		} else if (field == "bodyId")
		{
			return this->bodyId;

		}
		return Schema::getString(field);
	}

	inline void setString(const string &field, string value)
	{
		if (field == "nameEn")
		{
			this->nameEn = value;
			return;

		} else if (field == "nameKo")
		{
			this->nameKo = value;
			return;

		} else if (field == "bodyId")
		{
			this->bodyId = value;
			return;

		}
		return Schema::setString(field, value);
	}


};
}

#endif
