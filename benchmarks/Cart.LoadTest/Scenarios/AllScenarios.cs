namespace Cart.LoadTest;

/// <summary>The scenarios by their names.</summary>
internal static class AllScenarios
{
    // Few enough that even the slowest design gives them all out: what matters is how many it gives out then.
    private const int FlashUses = 200;

    public static IReadOnlyList<IScenario> List { get; } =
    [
        new CartScenario("browse", "shoppers look at carts of 5 lines", addsInHundred: 0),
        new CartScenario("add", "shoppers add to carts of 5 lines, each twice at once, as a double click does", addsInHundred: 100),
        new CartScenario("mixed", "of 100 requests 30 add a unit, and 70 look at a cart; each comes twice at once", addsInHundred: 30),
        new MergeScenario(),
        new CheckoutScenario("flash", "everyone fills a cart, applies the same code and checks out; the code has 200 uses", FlashUses),
        new CheckoutScenario("checkout", "everyone puts three lines into a cart and checks out", cap: null),
    ];

    /// <summary>Finds a scenario; null or <c>all</c> stands for all.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static IReadOnlyList<IScenario> Find(string? name) => name is null or "all"
        ? List
        : List.FirstOrDefault(scenario => scenario.Name == name) is { } found
            ? [found]
            : throw new FormatException($"There is no scenario '{name}'; say {string.Join(", ", List.Select(static scenario => scenario.Name))} or all.");
}
