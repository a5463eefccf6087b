namespace Cart.Faults;

/// <summary>A command that a server ran.</summary>
/// <param name="InScript">Whether a script ran it; the script's own command stands before it.</param>
/// <param name="Words">The command and its arguments.</param>
internal sealed record TracedCommand(bool InScript, IReadOnlyList<string> Words);
