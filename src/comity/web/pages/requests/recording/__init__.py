"""Recording a request in three short steps: who asks, what they ask, about whom; then one look at it all."""
