//
// THIS FILE HAS BEEN GENERATED AUTOMATICALLY
// DO NOT CHANGE IT MANUALLY UNLESS YOU KNOW WHAT YOU'RE DOING
//
// GENERATED USING @colyseus/schema 5.0.34
//
#ifndef __SCHEMA_CODEGEN_STAGESTATE_H__
#define __SCHEMA_CODEGEN_STAGESTATE_H__ 1

#include "schema.h"
#include <typeinfo>
#include <typeindex>

using namespace colyseus::schema;
#include "HumanState.hpp"

namespace Troupe {
class StageState : public Schema {
public:
	 uint8_t version = 0;
	 string stageId = "";
	 MapSchema<HumanState*> *humans = new MapSchema<HumanState*>();

	StageState() {
		this->_indexes = {{0, "version"}, {1, "stageId"}, {2, "humans"}};
		this->_types = {{0, "uint8"}, {1, "string"}, {2, "map"}};
		this->_childPrimitiveTypes = {};
		this->_childSchemaTypes = {{2, typeid(HumanState)}};
	}

	virtual ~StageState() {
		delete this->humans;
	}

protected:
	inline uint8_t getUint8(const string &field)
	{
		if (field == "version")
		{
			return this->version;

		}
		return Schema::getUint8(field);
	}

	inline void setUint8(const string &field, uint8_t value)
	{
		if (field == "version")
		{
			this->version = value;
			return;

		}
		return Schema::setUint8(field, value);
	}
	inline string getString(const string &field)
	{
		if (field == "stageId")
		{
			return this->stageId;

		}
		return Schema::getString(field);
	}

	inline void setString(const string &field, string value)
	{
		if (field == "stageId")
		{
			this->stageId = value;
			return;

		}
		return Schema::setString(field, value);
	}
	inline MapSchema<char*> * getMap(const string &field)
	{
		if (field == "humans")
		{
			return (MapSchema<char*> *)this->humans;

		}
		return Schema::getMap(field);
	}

	inline void setMap(const string &field, MapSchema<char*> * value)
	{
		if (field == "humans")
		{
			this->humans = (MapSchema<HumanState*> *)value;
			return;

		}
		return Schema::setMap(field, value);
	}

	inline Schema* createInstance(std::type_index type) {
		if (type == typeid(HumanState))
		{
			return new HumanState();

		}
		return Schema::createInstance(type);
	}
};
}

#endif
