"""Amazon Bedrock behind the port *services.agent.Agent*: an agent of the team's, or a model."""
