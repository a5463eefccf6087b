namespace Cart.Engine;

/// <summary>A section below that of the cart, and the settings that it can have.</summary>
/// <param name="Name">The name of the section, such as <c>Http</c>.</param>
/// <param name="Settings">The names of its settings.</param>
internal sealed record SettingsSection(string Name, IReadOnlyList<string> Settings)
{
    /// <summary>The checks of the stores.</summary>
    public static SettingsSection Checks { get; } = new("Checks", UnknownSettings.Names(typeof(CheckOptions)));
}
