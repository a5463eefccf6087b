using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MessagePack;

namespace Cart.AspNetCore;

/// <summary>
/// Writes and reads the contracts of the API as MessagePack. The <see cref="JsonTypeInfo"/> of a contract, which also defines its JSON, lists the
/// members, so both formats share one schema and one set of rules.
/// </summary>
internal static class MessagePackContracts
{
    /// <summary>The maximum depth of a body, in both formats.</summary>
    public const int MaxDepth = 8;

    // Refuses invalid UTF-8 instead of replacing it, which could turn two ids into one.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a value with the same members as its JSON.</summary>
    public static ReadOnlyMemory<byte> Write<T>(T value, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        var writer = new MessagePackWriter(buffer);
        Write(ref writer, value, type);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads a whole body: texts, whole numbers, booleans and null, in lists and in maps with unique members.</summary>
    /// <exception cref="FormatException">The bytes are not MessagePack, or contain values that a request cannot have.</exception>
    public static object? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var reader = new MessagePackReader(bytes);
            var value = ValueOf(ref reader, depth: 0);
            return reader.End ? value : throw new FormatException("There are bytes behind the value.");
        }
        catch (Exception exception) when (exception is MessagePackSerializationException
            or EndOfStreamException or OverflowException or ArgumentOutOfRangeException or DecoderFallbackException)
        {
            // The reader reports a length above 2^31 as a negative one.
            throw new FormatException("The bytes are not valid MessagePack.", exception);
        }
    }

    /// <summary>Converts a value to a contract.</summary>
    /// <param name="value">The result of <see cref="Read"/>.</param>
    /// <param name="type">The contract.</param>
    /// <param name="path">The location of the error in the value if this throws.</param>
    /// <exception cref="JsonException">The value does not fit the contract.</exception>
    public static object? Take(object? value, JsonTypeInfo type, ref string path) => (value, type.Kind) switch
    {
        (null, _) when !type.Type.IsValueType || Nullable.GetUnderlyingType(type.Type) is not null => null,
        (Map map, JsonTypeInfoKind.Object) => TakeMembers(map, type, ref path),
        (List<object?> items, JsonTypeInfoKind.Enumerable) => TakeItems(items, type, ref path),
        (_, JsonTypeInfoKind.None) => TakeScalar(value, Nullable.GetUnderlyingType(type.Type) ?? type.Type),
        _ => throw new JsonException(),
    };

    private static void Write(ref MessagePackWriter writer, object? value, JsonTypeInfo type)
    {
        switch (value)
        {
            case null:
                writer.WriteNil();
                break;
            case string text:
                writer.Write(text);
                break;
            case int number:
                writer.Write(number);
                break;
            case long number:
                writer.Write(number);
                break;
            case bool flag:
                writer.Write(flag);
                break;
            case DateTime moment:
                writer.Write(moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
                break;
            case ICollection items when type.Kind is JsonTypeInfoKind.Enumerable:
                writer.WriteArrayHeader(items.Count);
                var itemType = type.Options.GetTypeInfo(type.ElementType!);
                foreach (var item in items)
                {
                    Write(ref writer, item, itemType);
                }

                break;
            case not null when type.Kind is JsonTypeInfoKind.Object:
                WriteMembers(ref writer, value, type);
                break;
            default:
                throw new NotSupportedException($"No contract has a {type.Type}.");
        }
    }

    private static void WriteMembers(ref MessagePackWriter writer, object value, JsonTypeInfo type)
    {
        var members = type.Properties.Where(static member => member.Get is not null)
            .Select(member => (Property: member, Value: member.Get!(value)))
            .Where(member => member.Property.ShouldSerialize?.Invoke(value, member.Value) is not false)
            .ToList();
        writer.WriteMapHeader(members.Count);
        foreach (var (property, member) in members)
        {
            writer.Write(property.Name);
            if (property.CustomConverter is ObjectIdConverter && ObjectIdConverter.NumberOf((string)member!) is { } id)
            {
                writer.Write(id);
            }
            else
            {
                Write(ref writer, member, type.Options.GetTypeInfo(property.PropertyType));
            }
        }
    }

    private static object? ValueOf(ref MessagePackReader reader, int depth)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map or MessagePackType.Array when depth == MaxDepth:
                throw new FormatException($"A body is at most {MaxDepth} levels deep.");
            case MessagePackType.Map:
                var members = new Map();
                for (var left = reader.ReadMapHeader(); left > 0; left--)
                {
                    var name = reader.NextMessagePackType is MessagePackType.String ? TextOf(ref reader) : throw new FormatException("A key is a text.");
                    if (!members.TryAdd(name, ValueOf(ref reader, depth + 1)))
                    {
                        throw new FormatException("The body names a member twice.");
                    }
                }

                return members;
            case MessagePackType.Array:
                var items = new List<object?>();
                for (var left = reader.ReadArrayHeader(); left > 0; left--)
                {
                    items.Add(ValueOf(ref reader, depth + 1));
                }

                return items;
            case MessagePackType.String:
                return TextOf(ref reader);
            case MessagePackType.Integer when reader.NextCode == MessagePackCode.UInt64:
                return reader.ReadUInt64() is var number and <= long.MaxValue ? (long)number : TooGreat;
            case MessagePackType.Integer:
                return reader.ReadInt64();
            case MessagePackType.Boolean:
                return reader.ReadBoolean();
            case MessagePackType.Nil:
                reader.ReadNil();
                return null;
            default:
                throw new FormatException("Floating-point numbers, binary data and extension types have no place in a request.");
        }
    }

    // A number that no member can have.
    private static object TooGreat { get; } = new();

    private static string TextOf(ref MessagePackReader reader) => StrictUtf8.GetString(reader.ReadStringSequence()!.Value);

    private static object TakeMembers(Map members, JsonTypeInfo type, ref string path)
    {
        var (whole, taken) = (path, type.CreateObject!());
        foreach (var (name, value) in members)
        {
            path = name.AsSpan().ContainsAny('.', '[') ? $"{whole}['{name}']" : $"{whole}.{name}";
            var property = type.Properties.FirstOrDefault(property => property.Name == name) ?? throw new JsonException();
            var member = property.CustomConverter is IScalarReader reader
                ? reader.Read(value)
                : Take(value, type.Options.GetTypeInfo(property.PropertyType), ref path);
            property.Set!(taken, member is null && !property.IsSetNullable ? throw new JsonException() : member);
        }

        path = whole;
        return type.Properties.All(property => !property.IsRequired || members.ContainsKey(property.Name)) ? taken : throw new JsonException();
    }

    private static object TakeItems(List<object?> items, JsonTypeInfo type, ref string path)
    {
        var (whole, taken) = (path, (IList)type.CreateObject!());
        var itemType = type.Options.GetTypeInfo(type.ElementType!);
        for (var i = 0; i < items.Count; i++)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"{whole}[{i}]");
            taken.Add(Take(items[i], itemType, ref path));
        }

        path = whole;
        return taken;
    }

    private static object TakeScalar(object? value, Type type) => value switch
    {
        string when type == typeof(string) => value,
        bool when type == typeof(bool) => value,
        long when type == typeof(long) => value,
        long and >= int.MinValue and <= int.MaxValue and var number when type == typeof(int) => (int)number,
        _ => throw new JsonException(),
    };

    /// <summary>Represents the members of a map, in their order.</summary>
    public sealed class Map() : OrderedDictionary<string, object?>(StringComparer.Ordinal);
}
