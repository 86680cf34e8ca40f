"""Confluence Cloud: pages in its storage format, and the client behind *services.reporting.wiki.Wiki*."""
