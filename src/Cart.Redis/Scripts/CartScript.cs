using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Cart.Engine;

namespace Cart.Redis;

/// <summary>Represents a script of <c>lua/</c>. Its text, its parts and its arguments are read from its file.</summary>
internal sealed class CartScript
{
    private const string Include = "-- @include ";

    private static readonly List<CartScript> Known = [];

    private CartScript(string name)
    {
        Name = name;
        var own = Read(name);
        var documented = own.Where(static line => line.StartsWith("-- ARGV[", StringComparison.Ordinal)).ToList();
        Repeating = documented is [.., var last] && last.Contains("in threes", StringComparison.Ordinal) ? 3 : 0;
        Arguments = documented.Count - (Repeating > 0 ? 1 : 0);
        IsOfCart = own.Contains(Include + "_prelude");
        Text = string.Join('\n', Read("_layout").Concat(own.SelectMany(Expand)));
        Known.Add(this);
    }

    public static CartScript AddLines { get; } = new("add_lines");
    public static CartScript SetLines { get; } = new("set_lines");
    public static CartScript AdjustLine { get; } = new("adjust_line");
    public static CartScript RemoveLine { get; } = new("remove_line");
    public static CartScript ClearLines { get; } = new("clear_lines");
    public static CartScript SetField { get; } = new("set_field");
    public static CartScript KeepCart { get; } = new("keep_cart");
    public static CartScript BeginCheckout { get; } = new("begin_checkout");
    public static CartScript FinishCheckout { get; } = new("finish_checkout");
    public static CartScript ThawCheckout { get; } = new("thaw_checkout");
    public static CartScript BeginMerge { get; } = new("begin_merge");
    public static CartScript MergeLines { get; } = new("merge_lines");
    public static CartScript RefuseMerge { get; } = new("refuse_merge");
    public static CartScript FinishMerge { get; } = new("finish_merge");
    public static CartScript AbandonMerge { get; } = new("abandon_merge");
    public static CartScript WatchCart { get; } = new("watch_cart");
    public static CartScript DeleteCart { get; } = new("delete_cart");
    public static CartScript MarkAbandoned { get; } = new("mark_abandoned");
    public static CartScript AddUserCart { get; } = new("add_user_cart");
    public static CartScript CacheDiscount { get; } = new("cache_discount");
    public static CartScript ReserveDiscount { get; } = new("reserve_discount");
    public static CartScript EndDiscount { get; } = new("end_discount");

    /// <summary>Gets all scripts, which are the fields above.</summary>
    public static IReadOnlyList<CartScript> All => Known;

    public string Name { get; }

    /// <summary>Gets the number of fixed arguments.</summary>
    public int Arguments { get; }

    /// <summary>Gets the size of the groups of further arguments; 0 for none.</summary>
    public int Repeating { get; }

    /// <summary>Gets whether the script is about a cart, and so depends on the options of the store.</summary>
    public bool IsOfCart { get; }

    /// <summary>Gets the script with its parts. The settings of a store come before it.</summary>
    public string Text { get; }

    private static IEnumerable<string> Expand(string line) =>
        line.StartsWith(Include, StringComparison.Ordinal) ? Read(line[Include.Length..]).SelectMany(Expand) : [line];

    private static string[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"lua/{name}.lua")
            ?? throw new InvalidOperationException($"lua/{name}.lua is not embedded in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
    }
}

/// <summary>Represents a script as it is sent: its whole text, and the hash by which a server has cached it.</summary>
internal sealed partial class LoadedScript
{
    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1.")]
    private LoadedScript(string text) => (Text, Hash) = (text, SHA1.HashData(Encoding.UTF8.GetBytes(text)));

    public string Text { get; }

    public byte[] Hash { get; }

    /// <summary>Returns all scripts for a store with these options; without options, those that are not about carts.</summary>
    public static Dictionary<CartScript, LoadedScript> All(CartOptions? options)
    {
        var settings = options is null ? "" : SettingsOf(options);
        return CartScript.All.Where(script => options is not null || !script.IsOfCart)
            .ToDictionary(static script => script, script => new LoadedScript(WithConstants((script.IsOfCart ? settings : "") + script.Text)));
    }

    // Inlines constants and strips comments: a local that a function captures costs every run of the script about 40 ns.
    private static string WithConstants(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match constants in Constants().Matches(text))
        {
            foreach (var (name, value) in constants.Groups[1].Value.Split(", ").Zip(constants.Groups[2].Value.Split(", ")))
            {
                values.Add(name, value);
            }
        }

        return Name().Replace(Comment().Replace(Constants().Replace(text, ""), ""), name => values.GetValueOrDefault(name.Value, name.Value));
    }

    // Stores with other options have other scripts.
    private static string SettingsOf(CartOptions options)
    {
        var (lifetimes, limits) = (new CartLifetimes(options), new CartLimits(options));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
             local CURRENCY, MAX_LINES, MAX_QUANTITY = '{limits.Currency.Code}', {limits.MaxLines}, {limits.MaxQuantity.ToInt32()}
             local OPERATION_TTL, MAX_OPERATIONS = {(long)options.IdempotencyTimeToLive.TotalSeconds}, {options.MaxIdempotencyKeys}
             local GUEST_TTL, USER_TTL, EMPTY_TTL, STEP = {lifetimes.Guest}, {lifetimes.User}, {lifetimes.Empty}, {lifetimes.Step}
             local NEW_TTL = {lifetimes.NewGuest}

             """);
    }

    [GeneratedRegex(@"^local ([A-Z][A-Z_, ]*) = (.+)\n", RegexOptions.Multiline)]
    private static partial Regex Constants();

    [GeneratedRegex(@"^ *--.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b[A-Z][A-Z_]+\b")]
    private static partial Regex Name();
}
