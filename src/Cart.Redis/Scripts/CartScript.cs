using System.Reflection;

namespace Cart.Redis;

/// <summary>One script of <c>lua/</c>, with the shared prelude in front, and the number of arguments that its header states.</summary>
/// <remarks>The text is sent by its hash; a server that does not know it gets the text once.</remarks>
internal sealed record CartScript
{
    private static readonly string Prelude = Read("_prelude");

    private CartScript(string name, int arguments, int repeating)
    {
        Name = name;
        Arguments = arguments;
        Repeating = repeating;
        Text = Prelude + "\n" + Read(name);
    }

    public static CartScript AddLines { get; } = new("add_lines", arguments: 7, repeating: 3);

    public static CartScript SetLines { get; } = new("set_lines", arguments: 8, repeating: 3);

    public static CartScript AdjustLine { get; } = new("adjust_line", arguments: 8, repeating: 0);

    public static CartScript RemoveLine { get; } = new("remove_line", arguments: 6, repeating: 0);

    public static CartScript ClearLines { get; } = new("clear_lines", arguments: 5, repeating: 0);

    public static CartScript SetField { get; } = new("set_field", arguments: 8, repeating: 0);

    public static CartScript BeginCheckout { get; } = new("begin_checkout", arguments: 5, repeating: 0);

    public static CartScript FinishCheckout { get; } = new("finish_checkout", arguments: 3, repeating: 0);

    public static CartScript ThawCheckout { get; } = new("thaw_checkout", arguments: 1, repeating: 0);

    public static CartScript BeginMerge { get; } = new("begin_merge", arguments: 5, repeating: 0);

    public static CartScript MergeLines { get; } = new("merge_lines", arguments: 11, repeating: 3);

    public static CartScript RefuseMerge { get; } = new("refuse_merge", arguments: 2, repeating: 0);

    public static CartScript FinishMerge { get; } = new("finish_merge", arguments: 2, repeating: 0);

    public static CartScript AbandonMerge { get; } = new("abandon_merge", arguments: 2, repeating: 0);

    public static CartScript DeleteCart { get; } = new("delete_cart", arguments: 2, repeating: 0);

    public static CartScript AddUserCart { get; } = new("add_user_cart", arguments: 5, repeating: 0);

    public static CartScript CacheDiscount { get; } = new("cache_discount", arguments: 6, repeating: 0);

    public static CartScript ReserveDiscount { get; } = new("reserve_discount", arguments: 2, repeating: 0);

    public static CartScript EndDiscount { get; } = new("end_discount", arguments: 3, repeating: 0);

    public static IReadOnlyList<CartScript> All { get; } =
    [
        AddLines, SetLines, AdjustLine, RemoveLine, ClearLines, SetField,
        BeginCheckout, FinishCheckout, ThawCheckout,
        BeginMerge, MergeLines, RefuseMerge, FinishMerge, AbandonMerge,
        DeleteCart,
        AddUserCart,
        CacheDiscount, ReserveDiscount, EndDiscount,
    ];

    public string Name { get; }

    /// <summary>The number of arguments that are always there.</summary>
    public int Arguments { get; }

    /// <summary>The size of the groups in which further arguments follow; 0 for none.</summary>
    public int Repeating { get; }

    public string Text { get; }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"lua/{name}.lua")
            ?? throw new InvalidOperationException($"lua/{name}.lua is not embedded in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
