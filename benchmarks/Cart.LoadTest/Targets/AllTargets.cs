namespace Cart.LoadTest;

/// <summary>The performance targets of the project, in their order.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<ITarget> List { get; } =
    [
        new AddRateTarget(), new PeerDesignsTarget(), new ServerCostTarget(), new BytesTarget(), new ReadRateTarget(),
        new CheckoutRateTarget(), new OrderStoreTarget(), new HttpTarget(), new FormatTarget(), new GrowthTarget(),
    ];

    /// <summary>Finds the targets of a list of ids, such as <c>P3,P5</c>; null stands for all.</summary>
    /// <exception cref="FormatException">There is no target of an id.</exception>
    public static IReadOnlyList<ITarget> Find(string? ids)
    {
        if (ids is null)
        {
            return List;
        }

        var wanted = ids.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var unknown = wanted.Where(static id => !List.Any(target => Is(target, id))).ToArray();
        return wanted.Length > 0 && unknown.Length == 0
            ? [.. List.Where(target => wanted.Any(id => Is(target, id)))]
            : throw new FormatException(
                $"There is no target '{string.Join(", ", unknown)}'; the targets are {string.Join(", ", List.Select(static target => target.Id))}.");
    }

    private static bool Is(ITarget target, string id) => string.Equals(target.Id, id, StringComparison.OrdinalIgnoreCase);
}
