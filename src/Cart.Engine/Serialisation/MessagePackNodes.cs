using System.Text;
using MessagePack;

namespace Cart.Engine;

/// <summary>Reads any MessagePack as the nodes of a payload, and refuses what has no place in one, with the path to it.</summary>
internal static class MessagePackNodes
{
    private const int MaxDepth = 16;

    // Refuses what is no UTF-8 instead of replacing it, which would make one id of two.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidPayloadException">A name stands twice, a text is no UTF-8, or the like.</exception>
    public static PayloadNode Read(ref MessagePackReader reader) => NodeOf(ref reader, PayloadPath.Root, depth: 1);

    private static PayloadNode NodeOf(ref MessagePackReader reader, PayloadPath path, int depth)
    {
        if (depth > MaxDepth)
        {
            throw path.Refusal($"A payload is at most {MaxDepth} levels deep.");
        }

        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                return MapOf(ref reader, path, depth);
            case MessagePackType.String:
                return new PayloadNode.Text(TextOf(ref reader, path));
            case MessagePackType.Integer when reader.NextCode != MessagePackCode.UInt64:
                return new PayloadNode.Integer(reader.ReadInt64());
            case MessagePackType.Integer:
                return reader.ReadUInt64() is var value and <= long.MaxValue ? new PayloadNode.Integer((long)value) : new PayloadNode.Other();
            case MessagePackType.Nil:
                reader.ReadNil();
                return new PayloadNode.Null();
            case MessagePackType.Array:
                SkipArray(ref reader, path, depth);
                return new PayloadNode.Other();
            case MessagePackType.Float or MessagePackType.Boolean or MessagePackType.Binary:
                reader.Skip();
                return new PayloadNode.Other();
            default:
                throw path.Refusal("Extension types have no place in a payload.");
        }
    }

    private static PayloadNode.Map MapOf(ref MessagePackReader reader, PayloadPath path, int depth)
    {
        var count = reader.ReadMapHeader();
        var members = new PayloadMembers(path);
        for (var i = 0; i < count; i++)
        {
            var name = reader.NextMessagePackType is MessagePackType.String
                ? TextOf(ref reader, path)
                : throw path.Refusal("A key is a text.");
            members.Add(name, NodeOf(ref reader, members.Begin(name), depth + 1));
        }

        return members.ToMap();
    }

    private static void SkipArray(ref MessagePackReader reader, PayloadPath path, int depth)
    {
        var count = reader.ReadArrayHeader();
        for (var i = 0; i < count; i++)
        {
            NodeOf(ref reader, path, depth + 1);
        }
    }

    private static string TextOf(ref MessagePackReader reader, PayloadPath path)
    {
        try
        {
            return StrictUtf8.GetString(reader.ReadStringSequence()!.Value);
        }
        catch (DecoderFallbackException exception)
        {
            throw path.Refusal("A text is not valid Unicode.", exception);
        }
    }
}
