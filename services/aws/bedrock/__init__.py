"""Amazon Bedrock behind the port *services.asking.agent.Agent*: an agent of the team's, or a model."""
