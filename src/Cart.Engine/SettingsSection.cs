namespace Cart.Engine;

/// <summary>A section below that of the cart, and the settings that it can have.</summary>
/// <param name="Name">The name of the section, such as <c>Http</c>.</param>
/// <param name="Settings">The names of its settings.</param>
internal sealed record SettingsSection(string Name, IReadOnlyList<string> Settings)
{
    /// <summary>Gets the sections that the engine reads itself.</summary>
    public static IReadOnlyList<SettingsSection> OfEngine { get; } =
    [
        new("Checks", UnknownSettings.Names(typeof(CheckOptions))),
        new("Outbox", UnknownSettings.Names(typeof(OutboxOptions))),
        new("Abandonment", UnknownSettings.Names(typeof(AbandonmentOptions))),
    ];
}
