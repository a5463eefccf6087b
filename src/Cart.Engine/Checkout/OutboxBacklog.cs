namespace Cart.Engine;

/// <summary>How much the outbox holds.</summary>
/// <param name="Pending">How many orders are in it.</param>
/// <param name="Lag">For how long the oldest entry that is due has waited; zero if none is due.</param>
public readonly record struct OutboxBacklog(long Pending, TimeSpan Lag);
