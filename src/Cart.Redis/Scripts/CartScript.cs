using System.Reflection;

namespace Cart.Redis;

/// <summary>One script of <c>lua/</c>: the parts of its text, and the number of arguments that its header states.</summary>
internal sealed class CartScript
{
    private static readonly string[] OfACart = ["_prelude", "_commit"];
    private static readonly string[] AddingUnits = [.. OfACart, "_excess"];
    private static readonly string[] OfNoCart = [];

    private CartScript(string name, int arguments, int repeating = 0, string[]? before = null)
    {
        Name = name;
        Arguments = arguments;
        Repeating = repeating;
        IsOfCart = before is not [];
        Text = string.Join('\n', ((string[])["_statuses", .. before ?? OfACart, name]).Select(Read));
    }

    public static CartScript AddLines { get; } = new("add_lines", arguments: 1, repeating: 3, before: ["_ordinary_add", .. AddingUnits]);

    public static CartScript SetLines { get; } = new("set_lines", arguments: 3, repeating: 3, before: AddingUnits);

    public static CartScript AdjustLine { get; } = new("adjust_line", arguments: 5, before: AddingUnits);

    public static CartScript RemoveLine { get; } = new("remove_line", arguments: 2);

    public static CartScript ClearLines { get; } = new("clear_lines", arguments: 1);

    public static CartScript SetField { get; } = new("set_field", arguments: 5);

    public static CartScript KeepCart { get; } = new("keep_cart", arguments: 1);

    public static CartScript BeginCheckout { get; } = new("begin_checkout", arguments: 4);

    public static CartScript FinishCheckout { get; } = new("finish_checkout", arguments: 4);

    public static CartScript ThawCheckout { get; } = new("thaw_checkout", arguments: 2);

    public static CartScript BeginMerge { get; } = new("begin_merge", arguments: 5);

    public static CartScript MergeLines { get; } = new("merge_lines", arguments: 6, repeating: 3);

    public static CartScript RefuseMerge { get; } = new("refuse_merge", arguments: 3);

    public static CartScript FinishMerge { get; } = new("finish_merge", arguments: 3);

    public static CartScript AbandonMerge { get; } = new("abandon_merge", arguments: 3);

    public static CartScript WatchCart { get; } = new("watch_cart", arguments: 2);

    public static CartScript DeleteCart { get; } = new("delete_cart", arguments: 4);

    public static CartScript MarkAbandoned { get; } = new("mark_abandoned", arguments: 3);

    public static CartScript AddUserCart { get; } = new("add_user_cart", arguments: 5, before: OfNoCart);

    public static CartScript CacheDiscount { get; } = new("cache_discount", arguments: 6, before: OfNoCart);

    public static CartScript ReserveDiscount { get; } = new("reserve_discount", arguments: 2, before: OfNoCart);

    public static CartScript EndDiscount { get; } = new("end_discount", arguments: 3, before: OfNoCart);

    public static IReadOnlyList<CartScript> All { get; } =
    [
        AddLines, SetLines, AdjustLine, RemoveLine, ClearLines, SetField, KeepCart,
        BeginCheckout, FinishCheckout, ThawCheckout,
        BeginMerge, MergeLines, RefuseMerge, FinishMerge, AbandonMerge,
        WatchCart, DeleteCart, MarkAbandoned,
        AddUserCart,
        CacheDiscount, ReserveDiscount, EndDiscount,
    ];

    public string Name { get; }

    /// <summary>The number of arguments that are always there.</summary>
    public int Arguments { get; }

    /// <summary>The size of the groups in which further arguments follow; 0 for none.</summary>
    public int Repeating { get; }

    /// <summary>Whether it is about a cart, and so depends on the options of the store.</summary>
    public bool IsOfCart { get; }

    /// <summary>The script as it stands in its files; the settings of a store come before it.</summary>
    public string Text { get; }

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"lua/{name}.lua")
            ?? throw new InvalidOperationException($"lua/{name}.lua is not embedded in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
