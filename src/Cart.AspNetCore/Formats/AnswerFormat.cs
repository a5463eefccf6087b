namespace Cart.AspNetCore;

/// <summary>The form in which a client gets its answer.</summary>
/// <param name="MediaType">The name of the form, as the client gave it.</param>
/// <param name="IsMessagePack">Whether it is MessagePack; else it is JSON.</param>
internal sealed record AnswerFormat(string MediaType, bool IsMessagePack)
{
    public static AnswerFormat Json { get; } = new(MediaTypes.Json, IsMessagePack: false);

    /// <summary>What an entity tag ends with, so that the tags of the two forms differ.</summary>
    public char Letter => IsMessagePack ? 'm' : 'j';
}
