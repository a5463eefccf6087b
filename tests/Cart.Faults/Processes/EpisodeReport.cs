namespace Cart.Faults;

/// <summary>What an episode came to.</summary>
/// <param name="Operations">How many operations the workers asked for.</param>
/// <param name="Orders">How many orders were placed.</param>
/// <param name="Histories">How many carts' histories were checked.</param>
/// <param name="Violations">What was found to be wrong.</param>
internal sealed record EpisodeReport(long Operations, long Orders, long Histories, IReadOnlyList<string> Violations);
