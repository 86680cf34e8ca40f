"""Confluence Cloud: pages in its storage format, and the client behind the port *services.wiki.Wiki*."""
