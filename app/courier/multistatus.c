#include "courier/multistatus.h"

#include <limits.h>
#include <stdbool.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"

#define NS_DAV "DAV:"
#define NS_CALDAV "urn:ietf:params:xml:ns:caldav"

/* A document type is where entities come from: nobody needs one here. */
static void
refuse_type(void *context, const xmlChar *name, const xmlChar *public_id,
    const xmlChar *system_id)
{
	xmlStopParser(context);
}

static xmlDoc *
parse(const char *bytes, int len)
{
	xmlParserCtxt *context = xmlNewParserCtxt();
	xmlDoc *document;

	if (context == NULL)
		log_fatal("memory", "out of memory for an answer");
	context->sax->internalSubset = refuse_type;
	context->sax->externalSubset = refuse_type;
	document = xmlCtxtReadMemory(context, bytes, len, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
	    XML_PARSE_NOCDATA);
	if (document != NULL && context->wellFormed == 0) {
		xmlFreeDoc(document);
		document = NULL;
	}
	xmlFreeParserCtxt(context);
	return document;
}

static const char *
as_text(const xmlChar *text)
{
	return (const char *)text;
}

static bool
is_element(const xmlNode *node, const char *space, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
	    strcmp(as_text(node->ns->href), space) == 0 &&
	    strcmp(as_text(node->name), name) == 0;
}

/* The text of an element. */
static const char *
content(struct arena *arena, const xmlNode *node)
{
	xmlChar *text = xmlNodeGetContent(node);
	const char *copy;

	if (text == NULL)
		log_fatal("memory", "out of memory for an answer");
	copy = arena_strdup(arena, as_text(text));
	xmlFree(text);
	return copy;
}

/* The same without white space at the ends. */
static const char *
word(struct arena *arena, const xmlNode *node)
{
	return text_trim(arena, content(arena, node));
}

static void
read_prop(struct arena *arena, const xmlNode *prop, struct dav_item *item)
{
	for (const xmlNode *one = prop->children; one != NULL; one = one->next)
		if (is_element(one, NS_DAV, "getetag"))
			item->etag = word(arena, one);
		else if (is_element(one, NS_CALDAV, "calendar-data"))
			item->data = content(arena, one);
}

static void
read_response(struct arena *arena, const xmlNode *response,
    struct dav_item *item)
{
	*item = (struct dav_item){ "", "", "" };
	for (const xmlNode *one = response->children; one != NULL;
	     one = one->next) {
		if (is_element(one, NS_DAV, "href"))
			item->href = word(arena, one);
		if (!is_element(one, NS_DAV, "propstat"))
			continue;
		/* What the server does not have stands empty in another one:
		 * that changes nothing. */
		for (const xmlNode *two = one->children; two != NULL;
		     two = two->next)
			if (is_element(two, NS_DAV, "prop"))
				read_prop(arena, two, item);
	}
}

static enum status
read_document(struct arena *arena, const xmlNode *root,
    struct dav_items *items)
{
	size_t len = 0;

	if (root == NULL || !is_element(root, NS_DAV, "multistatus"))
		return INVALID;
	for (const xmlNode *one = root->children; one != NULL; one = one->next)
		len += is_element(one, NS_DAV, "response");
	if (len > DAV_ITEMS_MAX)
		return INVALID;
	items->at = arena_array(arena, len, sizeof(*items->at));
	for (const xmlNode *one = root->children; one != NULL; one = one->next)
		if (is_element(one, NS_DAV, "response"))
			read_response(arena, one, &items->at[items->len++]);
	return OK;
}

enum status
multistatus_read(struct arena *arena, const char *bytes, size_t len,
    struct dav_items *items)
{
	xmlDoc *document;
	enum status st;

	*items = (struct dav_items){ 0 };
	if (len > INT_MAX || (document = parse(bytes, (int)len)) == NULL)
		return INVALID;
	st = read_document(arena, xmlDocGetRootElement(document), items);
	xmlFreeDoc(document);
	return st;
}
